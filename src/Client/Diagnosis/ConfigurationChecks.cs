using Apex.Init;
using Apex.Runs;

namespace Apex.Diagnosis;

/// <summary>The project's configuration, as far as a look at files goes: <c>apex validate</c> reads it.</summary>
internal static class ConfigurationChecks
{
    private const string Name = "configuration";
    private const string Schema = "editor_schema";
    private const string Modeline = "yaml-language-server:";
    private const string Key = "$schema=";
    private const int FirstLines = 20;

    public static IEnumerable<Finding> All(string currentFolder)
    {
        FoundConfiguration found;
        try
        {
            found = ConfigurationFinder.Find(null, currentFolder);
        }
        catch (CliException missing)
        {
            return [Finding.Warning(Name, missing.Message, "go to a project, or: apex init")];
        }

        try
        {
            return [Finding.Ok(Name, found.File), Editor(found.File, currentFolder)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [Finding.Error(Name, $"{found.File} cannot be read: {error.Message}", "check its permissions")];
        }
    }

    private static Finding Editor(string file, string currentFolder)
    {
        var folder = Path.GetDirectoryName(file)!;
        var beside = Path.Combine(folder, SchemaFile.Name);
        var update = $"apex schema > {ConfigurationReader.Name(beside, currentFolder)}";
        if (Named(file) is not { } named)
        {
            return Finding.Warning(Schema, "the file names no schema: an editor cannot help with it", $"{update}, and as its first line: {StarterFile.Modeline($"./{SchemaFile.Name}").Trim()}");
        }

        if (named.Contains("://", StringComparison.Ordinal))
        {
            return Finding.Ok(Schema, named);
        }

        var path = Path.GetFullPath(named, folder);
        var name = ConfigurationReader.Name(path, currentFolder);
        return (File.Exists(path), File.Exists(path) && File.ReadAllText(path).TrimEnd() == SchemaFile.Text().TrimEnd()) switch
        {
            (false, _) => Finding.Warning(Schema, $"the schema that the file names is missing: {name}", $"apex schema > {name}"),
            (_, false) => Finding.Warning(Schema, $"{name} is of another build of apex", $"apex schema > {name}"),
            _ => Finding.Ok(Schema, name),
        };
    }

    private static string? Named(string file)
    {
        var line = File.ReadLines(file).Take(FirstLines).FirstOrDefault(line => line.StartsWith('#') && line.Contains(Modeline, StringComparison.Ordinal));
        var at = line?.IndexOf(Key, StringComparison.Ordinal) ?? -1;
        return at < 0 ? null : line![(at + Key.Length)..].Trim();
    }
}
