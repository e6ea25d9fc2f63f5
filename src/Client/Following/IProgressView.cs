using Apex.Progress;

namespace Apex.Following;

/// <summary>Shows a run while it goes on. Called by one thread at a time.</summary>
internal interface IProgressView
{
    /// <summary>The layers are known.</summary>
    void Begin(RunBoard board);

    /// <summary>An event; the board already has it.</summary>
    void Show(ProgressEvent progress, EventFacts facts, RunBoard board);

    /// <summary>Time passed.</summary>
    void Tick(RunBoard board);

    /// <summary>Makes room for a question or for the end. <see cref="Tick"/> brings it back.</summary>
    void Pause();
}

/// <summary>Shows nothing.</summary>
internal sealed class SilentView : IProgressView
{
    public void Begin(RunBoard board)
    {
    }

    public void Show(ProgressEvent progress, EventFacts facts, RunBoard board)
    {
    }

    public void Tick(RunBoard board)
    {
    }

    public void Pause()
    {
    }
}

/// <summary>One event envelope a line.</summary>
internal sealed class JsonView(Action<string> write) : IProgressView
{
    public void Begin(RunBoard board)
    {
    }

    public void Show(ProgressEvent progress, EventFacts facts, RunBoard board) => write(EventDocument.ToLine(progress));

    public void Tick(RunBoard board)
    {
    }

    public void Pause()
    {
    }
}

/// <summary>Every event as one line for people and log collectors: time, type, place, data.</summary>
internal sealed class LogView(Action<string> write) : IProgressView
{
    public void Begin(RunBoard board)
    {
    }

    public void Show(ProgressEvent progress, EventFacts facts, RunBoard board)
    {
        var place = string.Join('/', new[] { progress.Layer, progress.Category }.OfType<string>());
        var attempt = progress.Attempt is { } number ? $"#{number} " : place.Length > 0 ? " " : "";
        write(Output.Wording.Clean($"{progress.Timestamp.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {progress.Seq} {progress.Type} {place}{attempt}{progress.Data}"));
    }

    public void Tick(RunBoard board)
    {
    }

    public void Pause()
    {
    }
}
