using Apex.Categories;
using Apex.Planning;
using Apex.Results.Reports;

namespace Apex.Results.Artifacts;

/// <summary>Copies files that an attempt wrote and its category asks for into the attempt's folder, once.</summary>
/// <remarks>Neither links nor anything behind one is kept: a glob names files of the project, not of the machine.</remarks>
internal static class ArtifactKeeper
{
    /// <summary>Files kept with an attempt at most.</summary>
    public const int MostFiles = 200;

    /// <summary>Bytes kept with an attempt at most.</summary>
    public const long MostBytes = 256L * 1024 * 1024;

    private const string Folder = "artifacts";

    /// <param name="category">Its globs, relative to the project folder or to its working directory.</param>
    /// <param name="startedAt">Start of the attempt: older files are somebody else's.</param>
    /// <param name="spoolFolder">Folder of the attempt.</param>
    /// <param name="projectFolder">Folder of the project.</param>
    /// <returns>What was kept; null if nothing was to be.</returns>
    public static KeptArtifacts? Keep(CategoryPlan category, DateTimeOffset startedAt, string spoolFolder, string projectFolder)
    {
        if (category.Artifacts.Count == 0)
        {
            return null;
        }

        var target = Path.Combine(spoolFolder, Folder);
        var dropped = Directory.Exists(target) ? 0 : Copy(Find(category, startedAt, projectFolder), target);
        var kept = Directory.Exists(target)
            ? Directory.EnumerateFiles(target, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(target, path)).Order(StringComparer.Ordinal).ToList()
            : [];
        return kept.Count + dropped == 0 ? null : new KeptArtifacts { Folder = target, Files = kept, Dropped = dropped };
    }

    private static List<FoundReport> Find(CategoryPlan category, DateTimeOffset startedAt, string projectFolder)
    {
        string[] roots = [projectFolder, category.WorkingDirectory];
        return [.. roots.Distinct()
            .SelectMany(root => category.Artifacts.SelectMany(glob => ReportFinder.In(root, glob, startedAt - ReportFinder.ClockTick, "")))
            .DistinctBy(static file => file.Path)
            .Where(static file => !File.GetAttributes(file.Path).HasFlag(FileAttributes.ReparsePoint))
            .Select(file => file with { Name = NameOf(file.Path, projectFolder, category.WorkingDirectory) })];
    }

    private static string NameOf(string path, string projectFolder, string workingDirectory)
    {
        var name = Path.GetRelativePath(projectFolder, path);
        return name.StartsWith("..", StringComparison.Ordinal) ? Path.GetRelativePath(workingDirectory, path) : name;
    }

    /// <summary>Copies what fits. The folder gets its name when all is there: a silo that dies meanwhile begins anew.</summary>
    /// <returns>Files that were not kept.</returns>
    private static int Copy(List<FoundReport> files, string target)
    {
        if (files.Count == 0)
        {
            return 0;
        }

        var part = target + ".part";
        if (Directory.Exists(part))
        {
            Directory.Delete(part, recursive: true);
        }

        Directory.CreateDirectory(part);
        var (bytes, kept) = (0L, 0);
        foreach (var file in files)
        {
            if (kept < MostFiles && bytes + file.Length <= MostBytes && TryCopy(file, Path.Combine(part, file.Name)))
            {
                (bytes, kept) = (bytes + file.Length, kept + 1);
            }
        }

        Directory.Move(part, target);
        return files.Count - kept;
    }

    private static bool TryCopy(FoundReport file, string to)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file.Path, to, overwrite: true);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // gone or closed to us: it counts as not kept
        }
    }
}
