using System.Diagnostics;

namespace Apex.Storage;

/// <summary>One write that waits for its commit.</summary>
internal sealed class WriteRequest(string text, IReadOnlyList<SqlArgument> arguments, CancellationToken cancellation)
{
    // Continuations run elsewhere: a caller's code on the writer's thread would stop all writes.
    private readonly TaskCompletionSource<RowSet> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _since = Stopwatch.GetTimestamp();

    public string Text => text;

    public IReadOnlyList<SqlArgument> Arguments => arguments;

    /// <summary>Set while its transaction is open; told only after the commit.</summary>
    public RowSet? Result { get; set; }

    public Task<RowSet> Answer => _answer.Task;

    public TimeSpan Age => Stopwatch.GetElapsedTime(_since);

    /// <summary>A caller may take back a write that no batch has taken; afterwards its outcome is told, whatever the token says.</summary>
    public bool TryTakeBack() => cancellation.IsCancellationRequested && _answer.TrySetCanceled(cancellation);

    public void Committed() => _answer.TrySetResult(Result!);

    public void Failed(Exception error) => _answer.TrySetException(error);
}
