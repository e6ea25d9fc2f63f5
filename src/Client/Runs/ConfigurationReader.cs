using System.Text;
using Apex.Configuration;

namespace Apex.Runs;

/// <summary>Reads the configuration and the environment's file beside it. Parses nothing: the silo does.</summary>
internal static class ConfigurationReader
{
    // The silo's own limit is 1 MiB by default and can be raised; this one only keeps a wrong file from filling memory.
    private const long MaxBytes = 16 * 1024 * 1024;

    private static readonly Dictionary<string, string[]> _fileNames = new(StringComparer.Ordinal)
    {
        ["test"] = ["test"],
        ["dev"] = ["dev", "development"],
        ["development"] = ["development", "dev"],
        ["staging"] = ["staging"],
        ["prod"] = ["prod", "production"],
        ["production"] = ["production", "prod"],
    };

    private static readonly string[] _environments = ["test", "dev", "staging", "prod"];

    public static List<ConfigurationFile> Read(FoundConfiguration found, string environment, string currentFolder)
    {
        if (!_fileNames.TryGetValue(environment, out var names))
        {
            throw CliException.Refused("unknown_environment", $"unknown environment '{environment}': expected test, dev, staging or prod");
        }

        var files = new List<ConfigurationFile> { ReadFile(found.File, currentFolder) };
        var folder = Path.Combine(Path.GetDirectoryName(found.File)!, "environments");
        if (names.Select(name => Path.Combine(folder, $"{name}.yaml")).FirstOrDefault(File.Exists) is { } file)
        {
            files.Add(ReadFile(file, currentFolder));
        }

        return files;
    }

    /// <summary>Environments that have a file beside this configuration, and files there that no environment reads.</summary>
    public static (IReadOnlyList<string> Environments, IReadOnlyList<string> Strays) Environments(FoundConfiguration found, string currentFolder)
    {
        var folder = Path.Combine(Path.GetDirectoryName(found.File)!, "environments");
        var files = Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Where(IsYaml).Order(StringComparer.Ordinal).ToList() : [];
        return (
            [.. _environments.Where(name => _fileNames[name].Any(file => files.Contains(Path.Combine(folder, $"{file}.yaml"))))],
            [.. files.Where(file => !_fileNames.ContainsKey(Path.GetFileNameWithoutExtension(file)) || Path.GetExtension(file) != ".yaml").Select(file => Name(file, currentFolder))]);
    }

    private static bool IsYaml(string file) => Path.GetExtension(file) is ".yaml" or ".yml";

    private static ConfigurationFile ReadFile(string path, string currentFolder)
    {
        var name = Name(path, currentFolder);
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
            {
                throw CliException.Refused("config_too_large", $"{name} is larger than {MaxBytes / 1024 / 1024} MiB: that is no configuration");
            }

            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path));
            return new ConfigurationFile { Path = name, Text = text.TrimStart('\uFEFF') };
        }
        catch (DecoderFallbackException error)
        {
            throw new CliException("config_not_text", ExitCode.Refused, $"{name} is not UTF-8 text (byte {error.Index})", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException("config_unreadable", ExitCode.Refused, $"{name} cannot be read: {error.Message}", error);
        }
    }

    // As a person standing in this folder would type it.
    public static string Name(string path, string currentFolder)
    {
        var relative = Path.GetRelativePath(currentFolder, path);
        return relative.Length < path.Length ? relative : path;
    }
}
