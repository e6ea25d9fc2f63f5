using System.CommandLine;
using Apex.Runs;

namespace Apex.Commands;

/// <summary>Options that say what is to run: those of <c>apex run</c> and <c>apex plan</c>.</summary>
internal sealed class SelectionOptions
{
    private enum FailFastWord
    {
        Disabled = 0,
        Immediate = 1,
        Category = 2,
        Layer = 3,
    }

    private readonly Option<string?> _mode = Opt.Text("--mode", "How the run is composed; layered_execution by default.", "MODE", "-m")
        .Offering("fast_feedback", "layered_execution", "background_e2e", "hybrid_execution", "legacy_categories", "commit", "ci", "weekend", "development", "nightly", "background", "hybrid", "legacy");

    private readonly Option<string[]> _layers = Opt.Many("--layer", "Only this layer; may be repeated.", "LAYER", "-l");
    private readonly Option<string[]> _categories = Opt.Many("--category", "Only this category; may be repeated.", "CATEGORY", "-c");
    private readonly Option<bool> _noBackground = Opt.Flag("--no-background", "Leave background layers out.");
    private readonly Option<bool> _realServices = Opt.Flag("--real-services", "Allow what needs real services.");
    private readonly Option<bool> _realLlm = Opt.Flag("--real-llm", "Allow what needs a real language model.");
    private readonly Option<FailFastWord?> _failFast = Opt.Choice<FailFastWord>("--fail-fast", "What a broken layer stops, instead of what the layers say.");
    private readonly Option<bool> _failedFirst = Opt.Flag("--failed-first", "In each layer, start what did not pass the last time first.");
    private readonly Option<int?> _timeout = Opt.Number("--timeout", "Limit of the whole run, minutes.", "MIN", 1, 1440);

    public ConfigurationOptions Configuration { get; } = new();

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _mode, _layers, _categories })
        {
            command.Options.Add(option);
        }

        Configuration.AddTo(command);
        foreach (var option in new Option[] { _noBackground, _realServices, _realLlm, _failFast, _failedFirst, _timeout })
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
            Environment = Configuration.Environment(call),
            NoBackground = call.Get(_noBackground),
            RealServices = call.Get(_realServices),
            RealLlm = call.Get(_realLlm),
            FailFast = call.Get(_failFast)?.ToString().ToLowerInvariant(),
            FailedFirst = call.Get(_failedFirst),
            TimeoutMinutes = call.Get(_timeout),
            Extra = call.Extra,
        };
        return selection.Extra.Count == 0 || selection.Categories.Count == 1
            ? selection
            : throw CliException.Usage("arguments after -- go to exactly one category", "name it: apex run --category CATEGORY -- ARGUMENTS");
    }
}
