using System.CommandLine;
using System.Text.Json.Nodes;
using Apex.Local;
using Apex.Output;

namespace Apex.Commands;

/// <summary><c>apex server logs</c>: reads files, so it works when nothing runs, and when nothing can.</summary>
internal sealed class ServerLogsCommand : ApexCommand
{
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(300);

    private readonly Option<int?> _lines = Opt.Number("--lines", "How many, 50 by default.", "N", 1, 100_000, "-n");
    private readonly Option<bool> _follow = Opt.Flag("--follow", "Go on with what comes, until Ctrl-C.", "-f");

    public ServerLogsCommand()
        : base("logs", "What the local silo and its runner logged last. Starts nothing.")
    {
        Options.Add(_lines);
        Options.Add(_follow);
    }

    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex server logs", "the last 50 lines of both"),
        ("apex server logs -f", "and what comes"),
        ("apex server logs -n 1000 -o jsonl | jq 'select(.execution_id)'", "the lines as they are in the files"),
    ];

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Passed, ExitCode.Refused];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        ServerStatusCommand.RefuseRemote(call);
        if (call.Output.Format == OutputFormat.Json && call.Get(_follow))
        {
            throw CliException.Usage("--follow has no end, and -o json is one document: use -o jsonl");
        }

        var folder = new ApexHome(call.LocalSilo().Status().Home).Logs;
        var logs = new ServerLogs(folder);
        var last = logs.Last(call.Get(_lines) ?? 50);
        if (last.Count == 0 && !call.Get(_follow))
        {
            call.Output.Note($"no log yet in {folder}: the first command that needs the local silo starts it");
        }

        if (call.Output.Format == OutputFormat.Json)
        {
            call.Output.Result(Json.Text(new JsonObject { ["schema_version"] = 1, ["lines"] = new JsonArray([.. last.Select(static line => JsonNode.Parse(line.Json))]) }, OutputFormat.Json));
            return ExitCode.Passed;
        }

        Show(last, call);
        while (call.Get(_follow))
        {
            call.Output.Flush();
            await Task.Delay(_poll, call.Host.Time, cancellationToken);
            Show(logs.More(), call);
        }

        return ExitCode.Passed;
    }

    private static void Show(IReadOnlyList<ServerLogLine> lines, Invocation call)
    {
        foreach (var line in lines)
        {
            var local = TimeZoneInfo.ConvertTime(line.At, call.Host.Time.LocalTimeZone);
            call.Output.Result(call.Output.Format == OutputFormat.Text ? Text(line, local, call.Output.Paint) : line.Json);
        }
    }

    private static string Text(ServerLogLine line, DateTimeOffset at, Paint paint)
    {
        var level = line.Level switch { "WRN" => paint.Yellow(line.Level), "ERR" or "FTL" => paint.Red(line.Level), _ => line.Level };
        return $"{paint.Dim($"{at:yyyy-MM-dd HH:mm:ss.fff}")} {level} {line.Process,-6} {Wording.Clean(line.Message, keepLines: true)}";
    }
}
