using System.Text;

namespace Apex.Configuration.Migration;

/// <summary><c>Apex.Silo convert FILE COMMAND</c>: what <c>apex init --from</c> asks, since the command line reads no YAML. Starts no silo.</summary>
internal static class ConvertCommand
{
    private const int Refused = 2;

    public static async Task<int> RunAsync(string file, string command, TextWriter output, TextWriter errors)
    {
        var problems = new ProblemBag();
        string? converted;
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(await File.ReadAllBytesAsync(file));
            converted = OriginalFile.Convert(new ConfigurationFile { Path = file, Text = text.TrimStart('\uFEFF') }, command, problems);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            await errors.WriteLineAsync($"{file}: {error.Message}");
            return Refused;
        }

        foreach (var problem in problems.ToList())
        {
            await errors.WriteLineAsync($"{problem.File}:{problem.Line}:{problem.Column}: {problem.Message}");
        }

        await output.WriteAsync(converted);
        return converted is null ? Refused : 0;
    }
}
