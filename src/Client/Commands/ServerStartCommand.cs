using System.CommandLine;
using System.CommandLine.Parsing;
using Apex.Connection;
using Apex.Output;

namespace Apex.Commands;

/// <summary><c>apex server start [--set NAME=VALUE]…</c>.</summary>
internal sealed class ServerStartCommand : ApexCommand
{
    private readonly Option<string[]> _settings = Opt.Many("--set", "Setting of the silo, as in its settings file, until it stops; may be repeated. Refused if one runs.", "NAME=VALUE");

    public ServerStartCommand()
        : base("start", "Starts the local silo, or replaces one of another build. Harmless if it runs.")
    {
        _settings.Validators.Add(Check);
        Options.Add(_settings);
    }

    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex server start", "so that the first run need not wait for it"),
        ("apex server start --set capacity.slots=4 --set log.level=debug", "with settings of its own; docs/operating.md lists them"),
    ];

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Passed, ExitCode.Refused, ExitCode.Error, ExitCode.Unreachable];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        ServerStatusCommand.RefuseRemote(call);
        var silo = call.LocalSilo();
        var info = await silo.EnsureAsync(LocalConnector.Deadline, call.Get(_settings) ?? [], cancellationToken);
        call.Output.Result(call.Output.Format == OutputFormat.Text
            ? $"the local silo runs (process {info.Pid}, build {info.Build})"
            : Json.Text(ServerStatusCommand.Document(silo.Status()), call.Output.Format));
        return ExitCode.Passed;
    }

    private static void Check(OptionResult result)
    {
        foreach (var setting in result.Tokens.Select(static token => token.Value).Where(static setting => setting.IndexOf('=', StringComparison.Ordinal) < 1))
        {
            result.AddError($"--set {setting}: expected NAME=VALUE");
        }
    }
}
