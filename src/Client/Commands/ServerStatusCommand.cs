using System.Text.Json.Nodes;
using Apex.Local;
using Apex.Output;

namespace Apex.Commands;

/// <summary><c>apex server status</c>: never starts anything.</summary>
internal sealed class ServerStatusCommand() : ApexCommand("status", "How the local silo is. Starts nothing.")
{
    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex server status", "for people"),
        ("apex server status -o json | jq .http_port", "port of the HTTP API"),
    ];

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Passed, ExitCode.Refused];

    public override Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        RefuseRemote(call);
        var status = call.LocalSilo().Status();
        if (call.Output.Format != OutputFormat.Text)
        {
            call.Output.Result(Json.Text(Document(status), call.Output.Format));
            return Task.FromResult(ExitCode.Passed);
        }

        foreach (var line in Lines(status, call))
        {
            call.Output.Result(line);
        }

        return Task.FromResult(ExitCode.Passed);
    }

    public static void RefuseRemote(Invocation call)
    {
        if (!call.IsLocal)
        {
            throw CliException.Usage("apex server is about the local silo; it cannot be told to a --server");
        }
    }

    public static JsonObject Document(LocalSiloStatus status) => new()
    {
        ["schema_version"] = 1,
        ["running"] = status.Running,
        ["home"] = status.Home,
        ["pid"] = status.Running ? status.Silo!.Pid : null,
        ["runner_pid"] = status.RunnerRunning ? status.Silo!.RunnerPid : null,
        ["gateway_port"] = status.Running ? status.Silo!.GatewayPort : null,
        ["http_port"] = status.Running ? status.Silo!.HttpPort : null,
        ["build"] = status.Running ? status.Silo!.Build : null,
        ["client_build"] = status.ClientBuild,
        ["started_at"] = status is { Running: true, Silo.StartedAt: { } start } ? start.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'") : null,
    };

    private static IEnumerable<string> Lines(LocalSiloStatus status, Invocation call)
    {
        var paint = call.Output.Paint;
        var table = new TextTable();
        if (status.Running)
        {
            var silo = status.Silo!;
            table.Add("silo", new Cell("running", paint.Green), $"process {silo.Pid}{(silo.StartedAt is { } start ? $", for {Wording.Duration(call.Host.Time.GetUtcNow() - start)}" : "")}");
            table.Add("runner", status.RunnerRunning ? new Cell("running", paint.Green) : new Cell("gone", paint.Red), $"process {silo.RunnerPid}");
            table.Add("ports", $"{silo.GatewayPort}", $"gateway; HTTP on {silo.HttpPort}");
            table.Add("build", silo.Build, status.OtherBuild ? $"this apex would start {status.ClientBuild}: the next command replaces it" : "");
        }
        else
        {
            table.Add("silo", new Cell("not running", paint.Dim), status.RunnerRunning ? $"its runner (process {status.Silo!.RunnerPid}) is restarting it" : "the first command that needs it starts it");
        }

        table.Add("home", status.Home);
        return table.Lines(paint);
    }
}
