using System.CommandLine;
using Apex.Following;
using Apex.Runs;
using Apex.Signals;

namespace Apex.Commands;

/// <summary><c>apex watch ID</c>.</summary>
internal sealed class WatchCommand : ApexCommand
{
    private readonly Argument<string> _id = CommonArguments.Execution();
    private readonly Option<ProgressMode?> _progress = Opt.Choice<ProgressMode>("--progress", "How progress is shown.");

    public WatchCommand()
        : base("watch", "Follows an execution to its last event, background layers included. Leaving it ends nothing.")
    {
        Arguments.Add(_id);
        Options.Add(_progress);
    }

    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex watch latest", "follow the newest execution"),
        ("apex watch 0192f3 -o jsonl", "its events, one JSON object a line"),
    ];

    public override IReadOnlyList<int> ExitCodes =>
    [
        ExitCode.Passed, ExitCode.TestsFailed, ExitCode.Refused, ExitCode.Error, ExitCode.NotAuthorised,
        ExitCode.NoTests, ExitCode.TimedOut, ExitCode.Unreachable, ExitCode.Cancelled, ExitCode.Terminated,
    ];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        await using var client = call.Client();
        var id = await ExecutionFinder.FindAsync(client, call.Get(_id)!, cancellationToken);
        var execution = await client.GetOutlineAsync(id, cancellationToken) ?? throw ExecutionFinder.NotFound($"there is no execution {id}");
        var mode = ProgressViews.Choose(call.Get(_progress), call.Output.Format, call.Output.Quiet, call.Host.Terminal, call.Host.Environment);
        var policy = new InterruptPolicy(atTerminal: false, OnInterrupt.Detach); // a watcher only leaves
        return await new FollowSession(call.Host, call.Output, client, mode).RunAsync(execution, toTheEnd: true, policy, owner: false, signals: null, cancellationToken);
    }
}
