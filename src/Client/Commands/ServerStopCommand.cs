using System.CommandLine;
using System.Text.Json.Nodes;
using Apex.Executions;
using Apex.Output;

namespace Apex.Commands;

/// <summary><c>apex server stop</c>.</summary>
internal sealed class ServerStopCommand : ApexCommand
{
    private readonly Option<bool> _force = Opt.Flag("--force", "Stop although executions run: their commands stay with the runner, and the next start goes on with them.");

    public ServerStopCommand()
        : base("stop", "Stops the local silo. Refused while executions run.") => Options.Add(_force);

    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex server stop", "when nothing runs"),
        ("apex server stop --force", "although something runs"),
    ];

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Passed, ExitCode.Refused, ExitCode.Error, ExitCode.Unreachable];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        ServerStatusCommand.RefuseRemote(call);
        var silo = call.LocalSilo();
        var status = silo.Status();
        var force = call.Get(_force);
        if (status is { Running: false, RunnerRunning: false })
        {
            return Tell(call, "the local silo is not running");
        }

        // A silo of another build is not asked: that would replace it. The stop verb itself refuses then.
        if (!force && status is { Running: true, OtherBuild: false })
        {
            await RefuseWhileRunningAsync(call, cancellationToken);
        }

        await silo.StopAsync(force, cancellationToken);
        return Tell(call, "the local silo is stopped");
    }

    private static async Task RefuseWhileRunningAsync(Invocation call, CancellationToken cancellationToken)
    {
        await using var client = call.Client();
        var running = await client.ListAsync(new ExecutionListQuery { LiveOnly = true }, cancellationToken);
        if (running.Count > 0)
        {
            throw CliException.Refused(
                "stop_refused",
                $"{Wording.Count(running.Count, "execution runs", "executions run")}: nothing was stopped",
                [.. running.Select(item => $"{item.Id}  {item.Project}  {item.Mode}  {WireNames.Of(item.State)}"), "wait for them, cancel them, or stop anyway with --force (their commands go on)"]);
        }
    }

    private static int Tell(Invocation call, string text)
    {
        call.Output.Result(call.Output.Format == OutputFormat.Text ? text : Json.Text(new JsonObject { ["schema_version"] = 1, ["running"] = false }, call.Output.Format));
        return ExitCode.Passed;
    }
}
