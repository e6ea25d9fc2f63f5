using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Apex.Init;

/// <summary>The text of a first <c>apex.yaml</c>: one layer with what was found, and what comes next as comments.</summary>
internal static partial class StarterFile
{
    private static readonly JsonSerializerOptions _relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Tells an editor with a YAML language server which schema holds.</summary>
    public static string Modeline(string schema) => $"# yaml-language-server: $schema={schema}\n";

    public static string Text(IReadOnlyList<TestCommand> commands, string schema)
    {
        var yaml = new StringBuilder(Modeline(schema)).Append(
            """
            # What `apex run` runs. `apex validate` checks this file, `apex plan` shows what would run, `apex config show --defaults` every value that holds.
            version: 1
            # project: the folder's name, if nothing stands here

            defaults:
              timeout_seconds: 900 # of one command

            layers:
              # A layer is a gate: the next one begins when its criteria are met. Keep what is quick in the first.
              fast_feedback:
                name: Fast feedback
                max_duration_minutes: 30
                categories:

            """);
        foreach (var command in commands)
        {
            Category(yaml, command);
        }

        return yaml.Append(
            """

              # integration:
              #   depends_on: [fast_feedback]
              #   max_duration_minutes: 30
              #   categories:
              #     - name: integration
              #       command: ./integration.sh

              # nightly:
              #   background: true # gates nothing, and outlives the caller
              #   max_duration_minutes: 120
              #   categories:
              #     - name: e2e
              #       command: ./e2e.sh

            """).ToString();
    }

    private static void Category(StringBuilder yaml, TestCommand command)
    {
        yaml.Append("      - name: ").Append(command.Name).Append(" # found by ").Append(command.FoundBy).Append('\n')
            .Append("        command: ").Append(Scalar(command.Command)).Append('\n');
        if (command.Framework != "generic")
        {
            yaml.Append("        framework: ").Append(command.Framework).Append(" # meaning of exit codes, report flags\n");
        }

        if (command.Report is not null)
        {
            yaml.Append("        results: {format: ").Append(command.Report).Append(command.ReportPath is { } path ? $", path: {Scalar(path)}" : "").Append("} # counts come from the report\n");
        }
    }

    /// <summary>A text as YAML: as it stands where nothing in it means something else there.</summary>
    public static string Scalar(string text) => text switch
    {
        _ when Plain().IsMatch(text) && !Special().IsMatch(text) => text,
        _ when text.Any(char.IsControl) => JsonSerializer.Serialize(text, _relaxed),
        _ => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
    };

    [GeneratedRegex("""^[A-Za-z./][A-Za-z0-9 _./$"'={}+@-]*[A-Za-z0-9_./"'}]\z""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Plain();

    [GeneratedRegex("""(: | #|^(true|false|null|yes|no|on|off)\z)""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Special();
}
