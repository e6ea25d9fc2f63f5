using Apex.Settings;

namespace Apex.Extensions;

/// <summary><c>Apex.Silo extensions HOME</c>: what <c>apex doctor</c> asks. Loads each extension as a silo of that home would and says what came of it. Starts no silo.</summary>
internal static class ExtensionsCommand
{
    private const int Usage = 2;

    /// <summary>A line <c>folder</c> with its path, then one an extension: <c>ok</c> or <c>error</c>, its name, a sentence; parted by tabs.</summary>
    /// <param name="home">The home, whose settings name the folder.</param>
    /// <param name="variable">Reads the environment.</param>
    /// <param name="output">Where the lines go.</param>
    /// <param name="errors">Where faults of the settings go.</param>
    public static async Task<int> RunAsync(string home, Func<string, string?> variable, TextWriter output, TextWriter errors)
    {
        string folder;
        try
        {
            folder = SiloOptions.Read(["--home", home], variable).ExtensionsFolder;
        }
        catch (FormatException error)
        {
            await errors.WriteLineAsync(error.Message);
            return Usage;
        }

        await output.WriteLineAsync($"folder\t{folder}\t");
        var found = ExtensionLoader.Load(folder);
        foreach (var extension in found.Extensions)
        {
            var names = extension.Modes.Select(static mode => $"mode {mode.Id}").Concat(extension.Agents.Select(static agent => $"agent {agent.Name}"));
            await output.WriteLineAsync($"ok\t{extension.Name}\t{string.Join(", ", names)}");
        }

        foreach (var problem in found.Problems)
        {
            await output.WriteLineAsync($"error\t{problem.Name}\t{OneLine(problem.ToString())}");
        }

        return 0;
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Replace('\t', ' ');
}
