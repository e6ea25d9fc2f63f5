using Apex.Connection;
using Apex.Executions;
using Apex.Following;
using Apex.Output;
using Apex.Runs;
using Apex.Signals;

namespace Apex.Commands;

/// <summary><c>apex run</c>: the main job.</summary>
internal sealed class RunCommand : ApexCommand
{
    private readonly RunOptions _options = new();

    public RunCommand()
        : base("run", "Runs the project's tests in layers and follows them to the verdict. What follows -- goes to the one selected category.") => _options.AddTo(this);

    public override bool TakesExtra => true;

    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex run", "all layers in order"),
        ("apex run --mode fast_feedback", "the quick ones"),
        ("apex run --layer unit --category api", "one category"),
        ("apex run --category api -- --filter Login", "with arguments for its command"),
        ("apex run --detach", "print the id and leave"),
        ("apex run -o json > result.json", "the result as a document"),
    ];

    public override IReadOnlyList<int> ExitCodes =>
    [
        ExitCode.Passed, ExitCode.TestsFailed, ExitCode.Refused, ExitCode.Error, ExitCode.NotAuthorised,
        ExitCode.NoTests, ExitCode.TimedOut, ExitCode.Unreachable, ExitCode.Cancelled, ExitCode.Terminated,
    ];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var selection = _options.Read(call);
        var found = _options.Selection.Configuration.Find(call);
        var files = _options.Selection.Configuration.Read(call, found);
        var tree = call.Host.Git(found.ProjectFolder, cancellationToken); // beside the connection's start
        await using var client = call.Client();
        await client.RegionAsync(cancellationToken);
        var request = selection.ToRequest(found, files, Caller(client, call), await tree) with { ConfigurationPath = found.File };

        // From before the start: a signal that comes right after it must not leave the run behind.
        using var signals = call.Get(_options.Detach) ? null : call.Host.Signals.Watch();
        var starting = new RunStarter(client, call.Host.Time, call.Output).StartAsync(request, call.Get(_options.Key), cancellationToken);
        if (signals is null)
        {
            var execution = await starting;
            call.Output.Result(call.Output.Format == OutputFormat.Text ? execution.Id : ExecutionListDocument.Started(execution.Id, call.Output.Format == OutputFormat.Json));
            return ExitCode.Passed;
        }

        var mode = ProgressViews.Choose(call.Get(_options.Progress), call.Output.Format, call.Output.Quiet, call.Host.Terminal, call.Host.Environment);
        var atTerminal = call.Host.Terminal is { InputIsTerminal: true, ErrorIsTerminal: true };
        var policy = new InterruptPolicy(atTerminal, call.Get(_options.OnInterrupt));
        if (await InterruptedAsync(starting, signals, call, cancellationToken) is { } code)
        {
            return code;
        }

        return await new FollowSession(call.Host, call.Output, client, mode).RunAsync(await starting, toTheEnd: false, policy, owner: true, signals, cancellationToken);
    }

    /// <summary>A signal before the start is acknowledged: the run that it may have begun must not go on unseen, so the acknowledgement is waited for a moment.</summary>
    /// <returns>Exit code to leave with; null if the run is to be followed, which takes the signal up.</returns>
    private static async Task<int?> InterruptedAsync(Task starting, ISignalWatch signals, Invocation call, CancellationToken cancellationToken)
    {
        var signal = signals.Signals.WaitToReadAsync(cancellationToken).AsTask();
        if (await Task.WhenAny(starting, signal) == starting)
        {
            return null;
        }

        var late = Task.Delay(InterruptHandler.AcknowledgeWithin, call.Host.Time, cancellationToken);
        if (await Task.WhenAny(starting, late) == starting || !signals.Signals.TryRead(out var kind))
        {
            return null;
        }

        call.Output.Warn($"interrupted before the start was acknowledged within {Wording.Duration(InterruptHandler.AcknowledgeWithin)}; it may have begun: apex list");
        return kind == SignalKind.Terminate ? ExitCode.Terminated : ExitCode.Cancelled;
    }

    // Only a silo on this machine gets the caller's variables: on a cluster they are not its business.
    public static CallerContext? Caller(ApexClient client, Invocation call) => client.IsLocal
        ? new CallerContext { Environment = new Dictionary<string, string>(call.Host.Environment, StringComparer.Ordinal), Umask = call.Host.Umask }
        : null;
}
