using Apex.Connection;
using Apex.Executions;
using Apex.Runs;

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
        var start = new FollowedStart(client, call) { Detach = call.Get(_options.Detach), Progress = call.Get(_options.Progress), OnInterrupt = call.Get(_options.OnInterrupt) };
        return await start.RunAsync(request, call.Get(_options.Key), cancellationToken);
    }

    // Only a silo on this machine gets the caller's variables: on a cluster they are not its business.
    public static CallerContext? Caller(ApexClient client, Invocation call) => client.IsLocal
        ? new CallerContext { Environment = new Dictionary<string, string>(call.Host.Environment, StringComparer.Ordinal), Umask = call.Host.Umask }
        : null;
}
