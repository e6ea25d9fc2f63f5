namespace Apex.Extensions;

/// <summary><c>Apex.Silo extensions FOLDER</c>: what <c>apex doctor</c> asks. Loads each extension as a silo would and says what came of it. Starts no silo.</summary>
internal static class ExtensionsCommand
{
    /// <summary>One line an extension: <c>ok</c> or <c>error</c>, its name, a sentence; parted by tabs.</summary>
    public static async Task<int> RunAsync(string folder, TextWriter output)
    {
        var found = ExtensionLoader.Load(Path.GetFullPath(folder));
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
