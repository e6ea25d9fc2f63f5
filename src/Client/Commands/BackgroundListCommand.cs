using System.CommandLine;
using Apex.Background;
using Apex.Output;

namespace Apex.Commands;

/// <summary><c>apex background list</c>.</summary>
internal sealed class BackgroundListCommand : ApexCommand
{
    private readonly Option<BackgroundState?> _state = Opt.Choice<BackgroundState>("--state", "Only those in this state.");
    private readonly BackgroundFilter _filter = new();

    public BackgroundListCommand()
        : base("list", "Background tasks: those that run, those that wait in their order, those that ended, newest first.")
    {
        Options.Add(_state);
        _filter.AddTo(this);
    }

    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex background list", "what runs, what waits and why, what ended last"),
        ("apex background list --state queued", "what waits, next first"),
        ("apex background list --category e2e --since 7d", "of one category, in the last week"),
        ("apex background list -o jsonl | jq -r .id", "their ids, for a script"),
    ];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        await using var client = call.Client();
        var lane = await client.BackgroundAsync(_filter.Read(call) with { State = call.Get(_state) }, cancellationToken);
        ShowTasks(call, lane, head: true);
        return ExitCode.Passed;
    }

    public static void ShowTasks(Invocation call, BackgroundSnapshot lane, bool head)
    {
        switch (call.Output.Format)
        {
            case OutputFormat.Json:
                call.Output.Result(BackgroundDocument.ToJson(lane));
                return;
            case OutputFormat.Jsonl:
                foreach (var task in lane.Tasks)
                {
                    call.Output.Result(BackgroundDocument.ToJson(task, indented: false));
                }

                return;
            default:
                var text = new BackgroundText(call.Output.Paint, call.Host.Time);
                if (head)
                {
                    call.Output.Result(text.Head(lane));
                }

                if (lane.Tasks.Count == 0)
                {
                    call.Output.Note("no such background tasks: `apex background queue CATEGORY` queues one");
                    return;
                }

                foreach (var line in text.Table(lane.Tasks))
                {
                    call.Output.Result(line);
                }

                return;
        }
    }
}
