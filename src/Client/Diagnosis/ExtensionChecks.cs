using Apex.Local;

namespace Apex.Diagnosis;

/// <summary>What lies in the silo's <c>extensions/</c> folder: the silo's program loads each as a silo would, and says what came of it.</summary>
internal static class ExtensionChecks
{
    private const string Name = "extensions";

    /// <returns>One finding; null where there is no extension.</returns>
    public static async Task<Finding?> OfAsync(CliHost host, string home)
    {
        var folder = Path.GetFullPath(host.Environment.GetValueOrDefault("APEX_EXTENSIONS") is { Length: > 0 } set ? set : "extensions", home);
        if (!Directory.Exists(folder) || !Directory.EnumerateDirectories(folder).Any())
        {
            return null;
        }

        SiloAnswer answer;
        try
        {
            answer = await host.SiloTool.AskAsync(["extensions", folder], CancellationToken.None);
        }
        catch (Exception error) when (error is IOException or System.ComponentModel.Win32Exception)
        {
            return Finding.Error(Name, $"{folder} cannot be looked at: {error.Message}", "build apex again");
        }

        var lines = answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split('\t')).Where(static parts => parts.Length == 3).ToList();
        var broken = lines.Where(static parts => parts[0] != "ok").Select(static parts => parts[2]).ToList();
        return (answer.ExitCode, broken) switch
        {
            (not 0, _) => Finding.Error(Name, $"{folder} cannot be looked at: {answer.Errors.Trim()}", "build apex again"),
            (_, []) => Finding.Ok(Name, string.Join("; ", lines.Select(static parts => $"{parts[1]} ({parts[2]})"))),
            _ => Finding.Warning(Name, string.Join("; ", broken), $"repair it or remove its folder from {folder}, then: apex server stop"),
        };
    }
}
