using System.CommandLine;
using Apex.Connection;
using Apex.Executions;
using Apex.Following;
using Apex.Output;
using Apex.Results;
using Apex.Runs;
using Apex.Signals;

namespace Apex.Commands;

/// <summary><c>apex rerun ID --failed</c>: a new execution of what failed, by the configuration as it is now.</summary>
internal sealed class RerunCommand : ApexCommand
{
    private readonly Argument<string> _id = CommonArguments.Execution();
    private readonly Option<bool> _failed = Opt.Flag("--failed", "What failed: those categories, and of them only the failed tests where the framework can.");
    private readonly Option<string?> _config = Opt.Text("--config", "Configuration to use instead of the one of that execution.", "FILE");
    private readonly Option<bool> _detach = Opt.Flag("--detach", "Print the id and leave; the run goes on.", "-d");
    private readonly Option<bool> _realServices = Opt.Flag("--real-services", "Allow what needs real services.");
    private readonly Option<bool> _realLlm = Opt.Flag("--real-llm", "Allow what needs a real language model.");
    private readonly Option<bool> _shared = Opt.Flag("--allow-shared-tree", "Run although another execution runs on this working tree.");
    private readonly Option<OnInterrupt?> _onInterrupt = Opt.Choice<OnInterrupt>("--on-interrupt", "What SIGINT and SIGTERM do to the run; without it a person is asked, a script's run is cancelled.");
    private readonly Option<ProgressMode?> _progress = Opt.Choice<ProgressMode>("--progress", "How progress is shown; rich in a terminal, simple elsewhere.");

    public RerunCommand()
        : base("rerun", "Runs what failed in an execution again, in the same environment, and follows it to the verdict.")
    {
        Arguments.Add(_id);
        foreach (var option in new Option[] { _failed, _config, _detach, _realServices, _realLlm, _shared, _onInterrupt, _progress })
        {
            Options.Add(option);
        }
    }

    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex rerun latest --failed", "what failed in the newest execution"),
        ("apex rerun 0192f3 --failed --detach", "print the new id and leave"),
    ];

    public override IReadOnlyList<int> ExitCodes =>
    [
        ExitCode.Passed, ExitCode.TestsFailed, ExitCode.Refused, ExitCode.Error, ExitCode.NotAuthorised,
        ExitCode.NoTests, ExitCode.TimedOut, ExitCode.Unreachable, ExitCode.Cancelled, ExitCode.Terminated,
    ];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        if (!call.Get(_failed))
        {
            throw CliException.Usage("apex rerun needs --failed", "everything again is apex run");
        }

        await using var client = call.Client();
        var id = await ExecutionFinder.FindAsync(client, call.Get(_id)!, cancellationToken);
        var parent = await client.GetAsync(id, cancellationToken) ?? throw ExecutionFinder.NotFound($"there is no execution {id}");
        var failed = await FailedPart.FindAsync(parent, new TestReader(client), cancellationToken);
        if (failed.Categories.Count == 0)
        {
            throw CliException.Refused("nothing_failed", $"nothing has failed in execution {id} ({WireNames.Of(parent.Verdict) ?? WireNames.Of(parent.State)})");
        }

        var request = await RequestAsync(call, client, parent, failed, cancellationToken);
        var start = new FollowedStart(client, call)
        {
            Detach = call.Get(_detach),
            Progress = call.Get(_progress),
            OnInterrupt = call.Get(_onInterrupt),
            Note = $"again: {Wording.Count(failed.Categories.Count, "category", "categories")} of {id}{Known(failed)}",
        };
        return await start.RunAsync(request, key: null, cancellationToken);
    }

    private async Task<StartExecutionRequest> RequestAsync(Invocation call, ApexClient client, ExecutionSnapshot parent, FailedPart failed, CancellationToken cancellationToken)
    {
        var found = call.Get(_config) is { } named
            ? ConfigurationFinder.Find(named, call.Host.CurrentFolder)
            : ConfigurationFinder.Find(parent.ConfigurationPath, Directory.Exists(parent.ProjectFolder) ? parent.ProjectFolder : call.Host.CurrentFolder);
        var selection = new RunSelection
        {
            Mode = parent.Mode,
            Layers = failed.Layers,
            Categories = failed.Categories,
            Environment = parent.Environment,
            Labels = parent.Labels,
            RealServices = call.Get(_realServices),
            RealLlm = call.Get(_realLlm),
            AllowSharedTree = call.Get(_shared),
        };
        var files = ConfigurationReader.Read(found, selection.Environment, call.Host.CurrentFolder);
        var request = selection.ToRequest(found, files, RunCommand.Caller(client, call), await call.Host.Git(found.ProjectFolder, cancellationToken));
        return request with
        {
            Parent = parent.Id,
            ConfigurationPath = found.File,
            Plan = request.Plan with { OnlyTests = failed.Tests.Count > 0 ? new Dictionary<string, List<TestName>>(failed.Tests, StringComparer.Ordinal) : null },
        };
    }

    private static string Known(FailedPart failed) => failed.Tests.Count > 0
        ? $", {Wording.Count(failed.Tests.Values.Sum(tests => tests.Count), "failed test", "failed tests")}{(failed.Tests.Count < failed.Categories.Count ? "; categories without a list of them run whole" : "")}"
        : "";
}
