namespace Apex;

/// <summary>One timer of a live grain that rings at the earliest of its due times and keeps the activation alive until then.</summary>
internal sealed class Alarm(IGrainBase grain, TimeProvider time, Func<Task> ring) : IDisposable
{
    private IGrainTimer? _timer;

    /// <summary>Rings once, at the earliest of these times or at once if it has passed; replaces what was set before.</summary>
    public void Set(params ReadOnlySpan<DateTimeOffset?> times)
    {
        var due = TimeSpan.FromDays(1);
        var now = time.GetUtcNow();
        foreach (var at in times)
        {
            due = at is { } some && some - now < due ? some - now : due;
        }

        due = due < TimeSpan.Zero ? TimeSpan.Zero : due;
        if (_timer is null)
        {
            _timer = grain.RegisterGrainTimer(static (state, _) => state(), ring, new GrainTimerCreationOptions(due, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        }
        else
        {
            _timer.Change(due, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Never rings again, and lets the activation be collected.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        _timer = null;
    }
}
