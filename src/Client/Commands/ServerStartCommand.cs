using Apex.Connection;
using Apex.Output;

namespace Apex.Commands;

/// <summary><c>apex server start</c>.</summary>
internal sealed class ServerStartCommand() : ApexCommand("start", "Starts the local silo, or replaces one of another build. Harmless if it runs.")
{
    public override IReadOnlyList<(string Line, string What)> Examples => [("apex server start", "so that the first run need not wait for it")];

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Passed, ExitCode.Refused, ExitCode.Error, ExitCode.Unreachable];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        ServerStatusCommand.RefuseRemote(call);
        var silo = call.LocalSilo();
        var info = await silo.EnsureAsync(LocalConnector.Deadline, cancellationToken);
        call.Output.Result(call.Output.Format == OutputFormat.Text
            ? $"the local silo runs (process {info.Pid}, build {info.Build})"
            : Json.Text(ServerStatusCommand.Document(silo.Status()), call.Output.Format));
        return ExitCode.Passed;
    }
}
