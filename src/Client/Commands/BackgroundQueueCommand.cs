using System.CommandLine;
using Apex.Background;
using Apex.Executions;
using Apex.Output;
using Apex.Runs;

namespace Apex.Commands;

/// <summary><c>apex background queue</c>.</summary>
internal sealed class BackgroundQueueCommand : ApexCommand
{
    private readonly Argument<string[]> _categories = new("CATEGORY") { Description = "Categories to run, each with what it depends on in its layer.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> _layers = Opt.Many("--layer", "A whole layer; may be repeated.", "LAYER", "-l");
    private readonly Option<int?> _priority = Opt.Number("--priority", "1 (first) to 5; 3 by default. Waiting makes it more urgent, so that none waits for ever.", "N", 1, 5);
    private readonly Option<int?> _timeout = Opt.Number("--timeout", "Limit from its start, minutes; background.timeout_minutes by default.", "MIN", 1, 1440);
    private readonly LabelOption _labels = new();
    private readonly Option<string?> _thread = Opt.Text("--thread", "Topic that also carries the events.", "ID");
    private readonly Option<bool> _realServices = Opt.Flag("--real-services", "Allow what needs real services.");
    private readonly Option<bool> _realLlm = Opt.Flag("--real-llm", "Allow what needs a real language model.");
    private readonly Option<string?> _key = Opt.Text("--idempotency-key", "The same key and request is one task, however often it is sent.", "KEY");
    private readonly ConfigurationOptions _configuration = new();

    public BackgroundQueueCommand()
        : base("queue", "Queues a task: it has its turn when the background has room, survives this shell, the silo and a restart. Prints its id.")
    {
        Arguments.Add(_categories);
        foreach (var option in new Option[] { _layers, _priority, _timeout })
        {
            Options.Add(option);
        }

        _configuration.AddTo(this);
        foreach (var option in new Option[] { _labels.Option, _thread, _realServices, _realLlm, _key })
        {
            Options.Add(option);
        }
    }

    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex background queue --layer e2e_background", "a whole layer"),
        ("apex background queue cypress e2e --priority 1", "two categories, before all others that wait"),
        ("apex background queue e2e --timeout 90 --label build=77", "with a limit of its own"),
        ("id=$(apex background queue e2e) && apex watch $id", "queue it and follow it"),
    ];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var (categories, layers) = (call.Get(_categories) ?? [], call.Get(_layers) ?? []);
        if (categories.Length + layers.Length == 0)
        {
            throw CliException.Usage("apex background queue needs a category or --layer LAYER", "`apex layers` shows what there is");
        }

        var selection = new RunSelection
        {
            Layers = layers,
            Categories = categories,
            Environment = _configuration.Environment(call),
            Labels = _labels.Read(call),
            Thread = call.Get(_thread),
            RealServices = call.Get(_realServices),
            RealLlm = call.Get(_realLlm),
            TimeoutMinutes = call.Get(_timeout),
        };
        var found = _configuration.Find(call);
        var files = _configuration.Read(call, found);
        var tree = call.Host.Git(found.ProjectFolder, cancellationToken);
        await using var client = call.Client();
        await client.RegionAsync(cancellationToken);
        var request = selection.ToRequest(found, files, RunCommand.Caller(client, call), await tree);
        request = request with
        {
            ConfigurationPath = found.File,
            Plan = request.Plan with { Background = new BackgroundRequest { Priority = call.Get(_priority) ?? 3 } },
        };
        var execution = await new RunStarter(client, call.Host.Time, call.Output).StartAsync(request, call.Get(_key), cancellationToken);
        call.Output.Result(call.Output.Format == OutputFormat.Text ? execution.Id : ExecutionListDocument.Started(execution.Id, call.Output.Format == OutputFormat.Json));
        return ExitCode.Passed;
    }
}
