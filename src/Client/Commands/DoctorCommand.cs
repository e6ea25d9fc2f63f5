using System.Text.Json.Nodes;
using Apex.Diagnosis;
using Apex.Output;

namespace Apex.Commands;

/// <summary><c>apex doctor</c>: what works on this machine and what does not. Starts nothing.</summary>
internal sealed class DoctorCommand() : ApexCommand("doctor", "Checks this machine for the local silo: what works, what does not, and what to do about it. Starts and changes nothing.")
{
    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex doctor", "before the first run, or when something is odd"),
        ("apex doctor -o json | jq -r '.checks[] | select(.status != \"ok\") | .name'", "names of what is not well"),
    ];

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Passed, ExitCode.Refused, ExitCode.Error];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var findings = await Examination.OfAsync(call.Host, call.LocalSilo);
        if (call.Output.Format == OutputFormat.Text)
        {
            Show(call, findings);
        }
        else
        {
            call.Output.Result(Json.Text(Document(findings), call.Output.Format));
        }

        return findings.Exists(finding => finding.Status == FindingStatus.Error) ? ExitCode.Error : ExitCode.Passed;
    }

    private static void Show(Invocation call, List<Finding> findings)
    {
        var paint = call.Output.Paint;
        var table = new TextTable();
        foreach (var finding in findings)
        {
            var (word, color) = finding.Status switch
            {
                FindingStatus.Ok => ("ok", (Func<string, string>)paint.Green),
                FindingStatus.Warning => ("warning", paint.Yellow),
                _ => ("error", paint.Red),
            };
            table.Add(new Cell(word, color), new Cell(finding.Name, paint.Bold), Wording.Clean(finding.Message));
            if (finding.Remedy is { } remedy)
            {
                table.Add("", "", new Cell($"→ {Wording.Clean(remedy)}", paint.Dim));
            }
        }

        foreach (var line in table.Lines(paint))
        {
            call.Output.Result(line);
        }

        var errors = findings.Count(finding => finding.Status == FindingStatus.Error);
        var warnings = findings.Count(finding => finding.Status == FindingStatus.Warning);
        call.Output.Result("");
        call.Output.Result(errors + warnings == 0 ? "all well" : $"{Wording.Count(errors, "error", "errors")}, {Wording.Count(warnings, "warning", "warnings")}");
    }

    private static JsonObject Document(List<Finding> findings) => new()
    {
        ["schema_version"] = 1,
        ["checks"] = new JsonArray([.. findings.Select(finding => new JsonObject
        {
            ["name"] = finding.Name,
            ["status"] = finding.Status.ToString().ToLowerInvariant(),
            ["message"] = finding.Message,
            ["remedy"] = finding.Remedy,
        })]),
    };
}
