using System.CommandLine;
using System.CommandLine.Parsing;
using Apex.Following;
using Apex.Runs;
using Apex.Signals;

namespace Apex.Commands;

/// <summary>Options of <c>apex run</c>: what to run, and how it is started and followed.</summary>
internal sealed class RunOptions
{
    private const int MostLabels = 50;
    private const int LabelLength = 200;

    private readonly Option<string[]> _labels = Opt.Many("--label", "Label to keep with the execution; may be repeated.", "KEY=VALUE");
    private readonly Option<string?> _thread = Opt.Text("--thread", "Topic that also carries the events.", "ID");
    private readonly Option<bool> _shared = Opt.Flag("--allow-shared-tree", "Run although another execution runs on this working tree.");

    public SelectionOptions Selection { get; } = new();

    public Option<string?> Key { get; } = Opt.Text("--idempotency-key", "The same key and request is one execution, however often it is sent.", "KEY");

    public Option<bool> Detach { get; } = Opt.Flag("--detach", "Print the id and leave; the run goes on.", "-d");

    public Option<OnInterrupt?> OnInterrupt { get; } = Opt.Choice<OnInterrupt>("--on-interrupt", "What SIGINT and SIGTERM do to the run; without it a person is asked, a script's run is cancelled.");

    public Option<ProgressMode?> Progress { get; } = Opt.Choice<ProgressMode>("--progress", "How progress is shown; rich in a terminal, simple elsewhere.");

    public void AddTo(Command command)
    {
        _labels.Validators.Add(CheckLabels);
        Selection.AddTo(command);
        foreach (var option in new Option[] { Detach, _labels, _thread, Key, OnInterrupt, Progress, _shared })
        {
            command.Options.Add(option);
        }
    }

    public RunSelection Read(Invocation call) => Selection.Read(call) with
    {
        Labels = (call.Get(_labels) ?? []).Select(label => label.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal),
        Thread = call.Get(_thread),
        AllowSharedTree = call.Get(_shared),
    };

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
