using Apex.Local;

namespace Apex.Diagnosis;

/// <summary>What lies in the silo's folder of extensions: the silo's program finds it by its settings, loads each as a silo would, and says what came of it.</summary>
internal static class ExtensionChecks
{
    private const string Name = "extensions";
    private const int WrongSettings = 2;

    /// <returns>One finding; null where there is no extension.</returns>
    public static async Task<Finding?> OfAsync(CliHost host, string home)
    {
        if (!MayHaveSome(host, home))
        {
            return null;
        }

        SiloAnswer answer;
        try
        {
            answer = await host.SiloTool.AskAsync(["extensions", home], CancellationToken.None);
        }
        catch (Exception error) when (error is IOException or System.ComponentModel.Win32Exception)
        {
            return Finding.Error(Name, $"they cannot be looked at: {error.Message}", "build apex again");
        }

        if (answer.ExitCode != 0)
        {
            return answer.ExitCode == WrongSettings
                ? Finding.Error(Name, $"the settings are wrong, no silo starts with them: {string.Join("; ", answer.Errors.Trim().Split('\n'))}", "correct them; docs/operating.md lists them")
                : Finding.Error(Name, $"they cannot be looked at: {answer.Errors.Trim()}", "build apex again");
        }

        var lines = answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Split('\t')).Where(static parts => parts.Length == 3).ToLookup(static parts => parts[0]);
        var folder = lines["folder"].Select(static parts => parts[1]).FirstOrDefault() ?? home;
        return (lines["ok"].ToList(), lines["error"].Select(static parts => parts[2]).ToList()) switch
        {
            ([], []) => null,
            (var loaded, []) => Finding.Ok(Name, string.Join("; ", loaded.Select(static parts => $"{parts[1]} ({parts[2]})"))),
            (_, var broken) => Finding.Warning(Name, string.Join("; ", broken), $"repair it or remove its folder from {folder}, then: apex server stop"),
        };
    }

    /// <summary>The silo's program takes a while to start: it is asked only where something could name or hold an extension.</summary>
    private static bool MayHaveSome(CliHost host, string home) =>
        host.Environment.GetValueOrDefault("APEX_EXTENSIONS") is { Length: > 0 } || Holds(Path.Combine(home, "extensions"), "*") || Holds(Path.Combine(home, "config", "silo"), "*.json");

    private static bool Holds(string folder, string pattern) => Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder, pattern).Any();
}
