using Apex.Output;
using Apex.Progress;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Apex.Following;

/// <summary>A table that stays in its place, for terminals: layers with their progress, the categories that run, elapsed time.</summary>
internal sealed class RichView(IAnsiConsole console, Terminal terminal, IProgressView history, TimeProvider time) : IProgressView, IDisposable
{
    private LiveTable? _live;

    public void Begin(RunBoard board) => Draw(board);

    public void Show(ProgressEvent progress, EventFacts facts, RunBoard board)
    {
        // What did not pass stays above the picture; the rest is drawn at the next tick: a thousand events a second are a dozen pictures.
        if (IsNews(progress, facts))
        {
            Pause();
            history.Show(progress, facts, board);
        }
    }

    public void Tick(RunBoard board) => Draw(board);

    public void Pause()
    {
        _live?.Dispose();
        _live = null;
    }

    public void Dispose() => Pause();

    private static bool IsNews(ProgressEvent progress, EventFacts facts) => progress.Type switch
    {
        EventTypes.CategoryCompleted => facts.Verdict != Verdict.Passed,
        EventTypes.CategoryRetrying or EventTypes.AttemptLost or EventTypes.OrchestrationCancelled => true,
        EventTypes.ServiceUnhealthy => true,
        EventTypes.ErrorOccurred => progress.Category is null, // a category's own error comes with its end
        _ => false,
    };

    private void Draw(RunBoard board)
    {
        _live ??= new LiveTable(console);
        _live.Update(Picture(board));
    }

    private Rows Picture(RunBoard board)
    {
        var now = time.GetUtcNow();
        var room = Math.Max(3, terminal.Height - board.Layers.Count - 6);
        var table = new Table().NoBorder().HideHeaders().AddColumns("", "", "", "", "");
        foreach (var layer in board.Layers)
        {
            table.AddRow(LayerRow(layer, now));
            foreach (var row in RunningRows(layer, now, ref room))
            {
                table.AddRow(row);
            }
        }

        var elapsed = board.StartedAt is { } start ? Wording.Duration(now - start) : "";
        var foot = new Markup($"[dim]{elapsed}  {Markup.Escape(board.Execution)}[/]");
        List<IRenderable> rows = [table];
        if (board.Coming.Count > 0)
        {
            rows.Add(new Markup($"[dim]services coming up: {Markup.Escape(Wording.Clean(string.Join(", ", board.Coming)))}[/]"));
        }

        if (board is { Idle: true, Trouble: { } trouble })
        {
            rows.Add(new Markup($"[yellow]{Markup.Escape(Wording.Clean(trouble))}[/]"));
        }

        return new Rows([.. rows, foot]);
    }

    private static IRenderable[] LayerRow(LayerLine layer, DateTimeOffset now)
    {
        var mark = layer switch
        {
            { Ended: true, Verdict: Verdict.Passed } => "[green]✔[/]",
            { Ended: true, Verdict: Verdict.Skipped } => "[dim]-[/]",
            { Ended: true } => "[red]✘[/]",
            { StartedAt: not null } => "[blue]▶[/]",
            _ => "[dim]·[/]",
        };
        var time = layer.Duration ?? (layer.StartedAt is { } start ? now - start : null);
        var bad = layer.NotPassed > 0 ? $" [red]{layer.NotPassed} not passed[/]" : "";
        return
        [
            new Markup(mark),
            new Markup($"[bold]{Markup.Escape(Wording.Clean(layer.Name))}[/]{(layer.Background ? " [dim]background[/]" : "")}"),
            new Markup(layer.Total > 0 ? $"{layer.Done}/{layer.Total}{bad}" : ""),
            new Markup(time is { } span ? Wording.Duration(span) : ""),
            new Markup(layer.Counts is { } counts ? $"[dim]{Wording.Tests(counts)}[/]" : ""),
        ];
    }

    private static List<IRenderable[]> RunningRows(LayerLine layer, DateTimeOffset now, ref int room)
    {
        var rows = new List<IRenderable[]>();
        foreach (var (name, started) in layer.Running.OrderBy(category => category.Value).Take(room))
        {
            rows.Add([Text.Empty, new Markup($"  {Markup.Escape(Wording.Clean(name))}"), new Markup("[dim]running[/]"), new Markup(Wording.Duration(now - started)), Text.Empty]);
        }

        room -= rows.Count;
        if (layer.Running.Count > rows.Count)
        {
            rows.Add([Text.Empty, new Markup($"[dim]  and {layer.Running.Count - rows.Count} more[/]"), Text.Empty, Text.Empty, Text.Empty]);
        }

        return rows;
    }

    /// <summary>Spectre's live display runs inside one call; this keeps the call open until the picture goes.</summary>
    private sealed class LiveTable : IDisposable
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task _running;
        private LiveDisplayContext? _context;

        public LiveTable(IAnsiConsole console) => _running = console.Live(Text.Empty).AutoClear(true).Overflow(VerticalOverflow.Ellipsis).StartAsync(context =>
        {
            _context = context;
            return _done.Task;
        });

        public void Update(IRenderable picture) => _context?.UpdateTarget(picture);

        public void Dispose()
        {
            _done.TrySetResult();
            _running.GetAwaiter().GetResult();
        }
    }
}
