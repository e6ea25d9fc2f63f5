namespace Apex.Runs;

/// <summary>Finds a project's configuration (SPEC 1): the file that is named, else in this folder and each parent up to the repository's root <c>apex.yaml</c>, then <c>config/apex.yaml</c>.</summary>
internal static class ConfigurationFinder
{
    private static readonly string[] _names = ["apex.yaml", Path.Combine("config", "apex.yaml")];

    /// <exception cref="CliException">There is none.</exception>
    public static FoundConfiguration Find(string? named, string currentFolder)
    {
        if (named is not null)
        {
            var path = Path.GetFullPath(named, currentFolder);
            return File.Exists(path)
                ? Found(path)
                : throw CliException.Refused("config_not_found", Directory.Exists(path) ? $"{named} is a folder, --config names a file" : $"the configuration {named} does not exist");
        }

        return FileFor(currentFolder) is { } file ? Found(file) : throw NotFound([.. Folders(currentFolder)]);
    }

    /// <summary>The file that is found from a folder without being named; null if there is none.</summary>
    public static string? FileFor(string currentFolder) =>
        Folders(currentFolder).SelectMany(static folder => _names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    private static IEnumerable<string> Folders(string currentFolder)
    {
        for (var folder = currentFolder; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            yield return folder;
            if (Path.Exists(Path.Combine(folder, ".git")))
            {
                yield break; // a worktree's .git is a file
            }
        }
    }

    /// <summary>The folder of a configuration, or its parent when that folder is called <c>config</c>.</summary>
    public static string ProjectFolder(string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        return Path.GetFileName(folder) == "config" ? Path.GetDirectoryName(folder) ?? folder : folder;
    }

    private static FoundConfiguration Found(string file) => new(file, ProjectFolder(file));

    private static CliException NotFound(List<string> looked) => new("config_not_found", ExitCode.Refused, "no apex.yaml here: what shall be run?")
    {
        Hints =
        [
            "looked for apex.yaml and config/apex.yaml in",
            .. looked.Select(folder => $"  {folder}"),
            "`apex init` writes one for what it finds in this folder",
            "or name a file with --config FILE",
        ],
    };
}

/// <param name="File">Absolute path of the configuration.</param>
/// <param name="ProjectFolder">Folder that commands and globs refer to.</param>
internal sealed record FoundConfiguration(string File, string ProjectFolder);
