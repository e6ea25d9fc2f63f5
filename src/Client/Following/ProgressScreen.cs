using Apex.Executions;
using Apex.Output;
using Apex.Progress;

namespace Apex.Following;

/// <summary>Board and view behind one lock, with a clock that keeps the view moving. A reader that went away stops the showing, not the following.</summary>
internal sealed class ProgressScreen : IDisposable
{
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(120);
    private readonly Lock _gate = new();
    private readonly RunBoard _board = new();
    private readonly IProgressView _view;
    private readonly ITimer _timer;
    private bool _paused = true;
    private readonly TaskCompletionSource _readerGone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _gone;
    private CliException? _failure;

    public ProgressScreen(IProgressView view, TimeProvider time)
    {
        _view = view;
        _timer = time.CreateTimer(_ => OnTick(), null, Period, Period);
    }

    /// <summary>Completes once nobody reads the output any more.</summary>
    public Task GoneAsync(CancellationToken cancellationToken) => _readerGone.Task.WaitAsync(cancellationToken);

    /// <summary>Why nothing is shown any more, where it is not that the reader left: to be told at the end.</summary>
    /// <exception cref="CliException">The output cannot be written.</exception>
    public void ThrowIfFailed()
    {
        lock (_gate)
        {
            if (_failure is { } failure)
            {
                throw new CliException(failure.Code, failure.ExitCode, failure.Message, failure);
            }
        }
    }

    public bool BackgroundOpen => Ask(static board => board.BackgroundOpen);

    /// <summary>True if nothing runs though the run is not over.</summary>
    public bool Idle => Ask(static board => board.Idle);

    /// <summary>Says why nothing starts; null if there is no reason any more.</summary>
    public void Explain(string? trouble) => Guarded(() => _board.Trouble = trouble);

    public void Begin(ExecutionSnapshot execution) => Guarded(() =>
    {
        _board.Begin(execution);
        _paused = false;
        _view.Begin(_board);
    });

    public void Show(ProgressEvent progress) => Guarded(() =>
    {
        var facts = EventFacts.Of(progress);
        _board.Apply(progress, facts);
        _view.Show(progress, facts, _board);
    });

    /// <summary>Takes a live picture away, for a question or a result.</summary>
    public void Pause() => Guarded(() =>
    {
        _paused = true;
        _view.Pause();
    });

    /// <summary>Takes a live picture away until the next tick, so that a line can be written.</summary>
    public void Clear() => Guarded(_view.Pause);

    public void Resume() => Guarded(() => _paused = false);

    public void Dispose()
    {
        _timer.Dispose();
        Pause();
        (_view as IDisposable)?.Dispose();
    }

    private bool Ask(Func<RunBoard, bool> question)
    {
        lock (_gate)
        {
            return question(_board);
        }
    }

    private void OnTick() => Guarded(() =>
    {
        if (!_paused)
        {
            _view.Tick(_board);
        }
    });

    private void Guarded(Action action)
    {
        lock (_gate)
        {
            if (_gone)
            {
                return;
            }

            try
            {
                action();
            }
            catch (Exception error) when (error is BrokenPipeException or IOException)
            {
                Lost();
            }
            catch (CliException error) when (OutputFailure.Is(error))
            {
                _failure = error;
                Lost();
            }
        }
    }

    private void Lost()
    {
        _gone = true;
        _readerGone.TrySetResult();
    }
}
