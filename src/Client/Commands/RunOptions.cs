using System.CommandLine;
using System.CommandLine.Parsing;
using Apex.Following;
using Apex.Runs;
using Apex.Signals;

namespace Apex.Commands;

/// <summary>Options of <c>apex run</c>.</summary>
internal sealed class RunOptions
{
    private const int MostLabels = 50;
    private const int LabelLength = 200;

    private enum FailFastWord
    {
        Disabled = 0,
        Immediate = 1,
        Category = 2,
        Layer = 3,
    }

    private readonly Option<string?> _mode = Opt.Text("--mode", "How the run is composed; layered_execution by default.", "MODE", "-m");
    private readonly Option<string[]> _layers = Opt.Many("--layer", "Only this layer; may be repeated.", "LAYER", "-l");
    private readonly Option<string[]> _categories = Opt.Many("--category", "Only this category; may be repeated.", "CATEGORY", "-c");
    private readonly Option<string?> _environment = Opt.Text("--env", "test (default), dev, staging or prod.", "ENV", "-e");
    private readonly Option<string?> _config = Opt.Text("--config", "Configuration to use; by default apex.yaml or config/apex.yaml, here or above.", "FILE");
    private readonly Option<bool> _noBackground = Opt.Flag("--no-background", "Leave background layers out.");
    private readonly Option<string[]> _labels = Opt.Many("--label", "Label to keep with the execution; may be repeated.", "KEY=VALUE");
    private readonly Option<string?> _thread = Opt.Text("--thread", "Topic that also carries the events.", "ID");
    private readonly Option<bool> _realServices = Opt.Flag("--real-services", "Allow what needs real services.");
    private readonly Option<bool> _realLlm = Opt.Flag("--real-llm", "Allow what needs a real language model.");
    private readonly Option<FailFastWord?> _failFast = Opt.Choice<FailFastWord>("--fail-fast", "What a broken layer stops, instead of what the layers say.");
    private readonly Option<int?> _timeout = Opt.Number("--timeout", "Limit of the whole run, minutes.", "MIN", 1, 1440);
    private readonly Option<bool> _shared = Opt.Flag("--allow-shared-tree", "Run although another execution runs on this working tree.");

    public Option<string?> Key { get; } = Opt.Text("--idempotency-key", "The same key and request is one execution, however often it is sent.", "KEY");

    public Option<bool> Detach { get; } = Opt.Flag("--detach", "Print the id and leave; the run goes on.", "-d");

    public Option<OnInterrupt?> OnInterrupt { get; } = Opt.Choice<OnInterrupt>("--on-interrupt", "What SIGINT and SIGTERM do to the run; without it a person is asked, a script's run is cancelled.");

    public Option<ProgressMode?> Progress { get; } = Opt.Choice<ProgressMode>("--progress", "How progress is shown; rich in a terminal, simple elsewhere.");

    public void AddTo(Command command)
    {
        _labels.Validators.Add(CheckLabels);
        foreach (var option in new Option[]
        {
            _mode, _layers, _categories, _environment, _config, _noBackground, Detach, _labels, _thread, _realServices, _realLlm,
            _failFast, _timeout, Key, OnInterrupt, Progress, _shared,
        })
        {
            command.Options.Add(option);
        }
    }

    public RunSelection Read(Invocation call)
    {
        var selection = new RunSelection
        {
            Mode = call.Get(_mode),
            Layers = call.Get(_layers) ?? [],
            Categories = call.Get(_categories) ?? [],
            Environment = call.Get(_environment) ?? "test",
            Config = call.Get(_config),
            NoBackground = call.Get(_noBackground),
            Labels = (call.Get(_labels) ?? []).Select(label => label.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal),
            Thread = call.Get(_thread),
            RealServices = call.Get(_realServices),
            RealLlm = call.Get(_realLlm),
            FailFast = call.Get(_failFast)?.ToString().ToLowerInvariant(),
            TimeoutMinutes = call.Get(_timeout),
            AllowSharedTree = call.Get(_shared),
            Extra = call.Extra,
        };
        return selection.Extra.Count == 0 || selection.Categories.Count == 1
            ? selection
            : throw CliException.Usage("arguments after -- go to exactly one category", "name it: apex run --category CATEGORY -- ARGUMENTS");
    }

    private static void CheckLabels(OptionResult result)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var label in result.Tokens.Select(token => token.Value))
        {
            var parts = label.Split('=', 2);
            if (parts.Length < 2 || parts[0].Length == 0)
            {
                result.AddError($"--label {label}: expected KEY=VALUE");
            }
            else if (parts[0].Length > LabelLength || parts[1].Length > LabelLength)
            {
                result.AddError($"--label {parts[0][..Math.Min(20, parts[0].Length)]}…: key and value have at most {LabelLength} characters");
            }
            else if (!names.Add(parts[0]))
            {
                result.AddError($"--label {parts[0]} is given twice");
            }
        }

        if (names.Count > MostLabels)
        {
            result.AddError($"--label: at most {MostLabels} labels");
        }
    }
}
