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
    private static string Name(string path, string currentFolder)
    {
        var relative = Path.GetRelativePath(currentFolder, path);
        return relative.Length < path.Length ? relative : path;
    }
}
