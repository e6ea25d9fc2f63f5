using Apex.Runs;

namespace Apex.Init;

/// <summary>Has a file of the Python original turned into an <c>apex.yaml</c> by the silo's program: this one reads no YAML.</summary>
internal static class OriginalConversion
{
    /// <summary>Most of the original's categories were pytest's.</summary>
    private const string UsualCommand = "python3 -m pytest -m {category}";

    public static async Task<string> ConvertAsync(CliHost host, string original, string? command, CancellationToken cancellationToken)
    {
        var file = Path.GetFullPath(original, host.CurrentFolder);
        if (!File.Exists(file))
        {
            throw CliException.Refused("config_not_found", $"{original} does not exist");
        }

        var answer = await host.SiloTool.AskAsync(["convert", file, command ?? UsualCommand], cancellationToken);
        return answer.ExitCode switch
        {
            0 => answer.Output,
            ExitCode.Refused => throw new CliException("not_convertible", ExitCode.Refused, $"{ConfigurationReader.Name(file, host.CurrentFolder)} cannot be turned into an apex.yaml")
            {
                Hints = answer.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            },
            _ => throw new CliException("silo_missing", ExitCode.Error, $"the silo's program beside apex does not work: {answer.Errors.Trim()}"),
        };
    }
}
