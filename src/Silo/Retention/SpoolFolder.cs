using System.IO.Enumeration;
using Apex.Runner;

namespace Apex.Retention;

/// <summary>Everything that was kept of one execution's attempts on this host when it was looked at. Links are counted and removed as links: they may lead anywhere.</summary>
internal sealed class SpoolFolder
{
    private static readonly EnumerationOptions All = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true };

    /// <summary>Folders of layers, and in them the folders of attempts.</summary>
    private readonly List<(DirectoryInfo Layer, List<FileSystemInfo> Attempts)> _layers = [];

    /// <summary>What a command put beside them.</summary>
    private readonly List<FileSystemInfo> _strays = [];

    private SpoolFolder(DirectoryInfo folder)
    {
        (Path, Execution, WrittenAt) = (folder.FullName, folder.Name, new DateTimeOffset(folder.LastWriteTimeUtc));
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo { LinkTarget: null } layer)
            {
                _layers.Add((layer, [.. layer.EnumerateFileSystemInfos()]));
            }
            else
            {
                _strays.Add(entry);
            }
        }

        var entries = new FileSystemEnumerable<(long Bytes, DateTimeOffset WrittenAt)>(
            Path, static (ref FileSystemEntry entry) => (entry.IsDirectory ? 0 : entry.Length, entry.LastWriteTimeUtc), All)
        {
            ShouldRecursePredicate = static (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        foreach (var (bytes, writtenAt) in entries)
        {
            Bytes += bytes;
            WrittenAt = writtenAt > WrittenAt ? writtenAt : WrittenAt;
        }
    }

    public string Path { get; }

    public string Execution { get; }

    public long Bytes { get; }

    /// <summary>When something in it was last written.</summary>
    public DateTimeOffset WrittenAt { get; }

    /// <summary>Executions, and pools of services, of which something is kept.</summary>
    public static IEnumerable<string> Names(string spool) => new DirectoryInfo(spool).EnumerateDirectories().Select(static folder => folder.Name);

    /// <summary>Looks at what is kept of these; a name that is none is left out.</summary>
    public static List<SpoolFolder> Of(string spool, IEnumerable<string> executions) =>
    [
        .. executions.Where(SpoolPaths.IsSafe).Select(execution => new DirectoryInfo(System.IO.Path.Combine(spool, execution)))
            .Where(static folder => folder.Exists && folder.LinkTarget is null).Select(static folder => new SpoolFolder(folder)),
    ];

    /// <summary>Removes what was there at the look. What came since stays, and its folders with it: a service may just have been started.</summary>
    /// <exception cref="IOException">Something in it cannot be removed; the rest is tried again with the next removal.</exception>
    /// <exception cref="UnauthorizedAccessException">A command took the right to write from a folder.</exception>
    public void Delete()
    {
        foreach (var (layer, attempts) in _layers)
        {
            foreach (var attempt in attempts)
            {
                Delete(attempt);
            }

            DeleteIfEmpty(layer.FullName);
        }

        _strays.ForEach(Delete);
        DeleteIfEmpty(Path);
    }

    private static void Delete(FileSystemInfo entry)
    {
        try
        {
            if (entry is DirectoryInfo { LinkTarget: null } folder)
            {
                folder.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
        catch (DirectoryNotFoundException)
        {
            // A silent attempt's folder became the next one's.
        }
    }

    private static void DeleteIfEmpty(string folder)
    {
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }
}
