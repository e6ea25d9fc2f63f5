using System.CommandLine;
using System.Text.Json.Nodes;
using Apex.Connection;
using Apex.Output;
using Apex.Retention;
using Apex.Runs;

namespace Apex.Commands;

/// <summary><c>apex prune</c>.</summary>
internal sealed class PruneCommand : ApexCommand
{
    private readonly Option<string?> _olderThan = Opt.Text("--older-than", "Executions that ended longer ago than this go, background tasks too: 12h, 30d. What an idempotency key names stays for two days.", "AGE");
    private readonly Option<int?> _keep = Opt.Number("--keep", "So many ended executions stay, the newest.", "N", 0, 1_000_000);
    private readonly Option<string?> _logsOlderThan = Opt.Text("--logs-older-than", "Logs, results and artifacts of executions that ended longer ago than this go.", "AGE");
    private readonly Option<bool> _dryRun = Opt.Flag("--dry-run", "Removes nothing, says what would be.");

    public PruneCommand()
        : base("prune", "Removes what has been kept long enough, now instead of within the hour: executions, then logs, results and artifacts. Nothing that runs or waits.")
    {
        Options.Add(_olderThan);
        Options.Add(_keep);
        Options.Add(_logsOlderThan);
        Options.Add(_dryRun);
    }

    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex prune --dry-run", "what the settings of the silo say is due"),
        ("apex prune", "removes it"),
        ("apex prune --logs-older-than 1d", "frees disk, keeps what the runs came to"),
        ("apex prune --keep 100 --older-than 14d", "of the executions, too"),
    ];

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Passed, ExitCode.Refused, ExitCode.Error, ExitCode.Unreachable];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var request = new PruneRequest
        {
            OlderThan = Age(call, _olderThan),
            Keep = call.Get(_keep),
            LogsOlderThan = Age(call, _logsOlderThan),
            DryRun = call.Get(_dryRun),
        };
        await using var client = call.Client();
        var (executions, logs) = await PruneAsync(client, request, call.Output, cancellationToken);
        foreach (var problem in logs.Problems)
        {
            call.Output.Warn(problem);
        }

        if (call.Output.Format == OutputFormat.Text)
        {
            call.Output.Result(Text(executions, logs, request.DryRun));
        }
        else
        {
            call.Output.Result(Json.Text(Document(executions, logs, request.DryRun), call.Output.Format));
        }

        return logs.Problems.Count == 0 ? ExitCode.Passed : ExitCode.Error;
    }

    private static async Task<(int Executions, PruneLogsReply Logs)> PruneAsync(ApexClient client, PruneRequest request, IOutput output, CancellationToken cancellationToken)
    {
        var executions = 0;
        var logs = new PruneLogsReply();
        while (true)
        {
            var reply = await client.PruneExecutionsAsync(request, cancellationToken);
            executions += reply.Executions;
            logs = logs.Plus(reply.Logs);
            if (!reply.More)
            {
                return (executions, logs.Plus(await client.PruneLogsAsync(request, cancellationToken)));
            }

            output.Note($"{Wording.Count(executions, "execution", "executions")} removed, more to come …");
        }
    }

    /// <exception cref="CliException">It is no span.</exception>
    private static TimeSpan? Age(Invocation call, Option<string?> option) => call.Get(option) is not { } text
        ? null
        : Since.Age(text) ?? throw CliException.Usage($"{option.Name} {text}: expected a span (30m, 12h, 7d)");

    private static string Text(int executions, PruneLogsReply logs, bool dryRun) => executions + logs.Executions == 0
        ? "nothing is due"
        : $"{(dryRun ? "would remove" : "removed")} {Wording.Count(executions, "execution", "executions")}, and the logs and results of {logs.Executions} ({Wording.Bytes(logs.Bytes)})";

    private static JsonObject Document(int executions, PruneLogsReply logs, bool dryRun) => new()
    {
        ["schema_version"] = 1,
        ["dry_run"] = dryRun,
        ["executions"] = executions,
        ["logs"] = new JsonObject { ["executions"] = logs.Executions, ["bytes"] = logs.Bytes },
        ["problems"] = new JsonArray([.. logs.Problems.Select(static problem => JsonValue.Create(problem))]),
    };
}
