using System.IO.Enumeration;

namespace Apex.Retention;

/// <summary>Everything that is kept of one execution's attempts on this host. Links are counted and removed as links: they may lead anywhere.</summary>
internal sealed class SpoolFolder
{
    private static readonly EnumerationOptions All = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true };

    private SpoolFolder(DirectoryInfo folder)
    {
        (Path, Execution, WrittenAt) = (folder.FullName, folder.Name, new DateTimeOffset(folder.LastWriteTimeUtc));
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

    public static List<SpoolFolder> Of(string spool) =>
        [.. new DirectoryInfo(spool).EnumerateDirectories().Where(static folder => folder.LinkTarget is null).Select(static folder => new SpoolFolder(folder))];

    /// <exception cref="IOException">Something in it cannot be removed; the rest is tried again with the next removal.</exception>
    /// <exception cref="UnauthorizedAccessException">A command took the right to write from a folder.</exception>
    public void Delete() => Directory.Delete(Path, recursive: true);
}
