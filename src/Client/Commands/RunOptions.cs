using System.CommandLine;
using Apex.Following;
using Apex.Runs;
using Apex.Signals;

namespace Apex.Commands;

/// <summary>Options of <c>apex run</c>: what to run, and how it is started and followed.</summary>
internal sealed class RunOptions
{
    private readonly LabelOption _labels = new();
    private readonly Option<string?> _thread = Opt.Text("--thread", "Topic that also carries the events.", "ID");
    private readonly Option<bool> _shared = Opt.Flag("--allow-shared-tree", "Run although another execution runs on this working tree.");

    public SelectionOptions Selection { get; } = new();

    public Option<string?> Key { get; } = Opt.Text("--idempotency-key", "The same key and request is one execution, however often it is sent.", "KEY");

    public Option<bool> Detach { get; } = Opt.Flag("--detach", "Print the id and leave; the run goes on.", "-d");

    public Option<OnInterrupt?> OnInterrupt { get; } = Opt.Choice<OnInterrupt>("--on-interrupt", "What SIGINT and SIGTERM do to the run; without it a person is asked, a script's run is cancelled.");

    public Option<ProgressMode?> Progress { get; } = Opt.Choice<ProgressMode>("--progress", "How progress is shown; rich in a terminal, simple elsewhere.");

    public void AddTo(Command command)
    {
        Selection.AddTo(command);
        foreach (var option in new Option[] { Detach, _labels.Option, _thread, Key, OnInterrupt, Progress, _shared })
        {
            command.Options.Add(option);
        }
    }

    public RunSelection Read(Invocation call) => Selection.Read(call) with
    {
        Labels = _labels.Read(call),
        Thread = call.Get(_thread),
        AllowSharedTree = call.Get(_shared),
    };
}
