namespace Apex.Runner;

/// <summary>Monotonic milliseconds for limits, wall clock for records.</summary>
internal sealed class RunnerClock(TimeProvider time)
{
    private readonly long _origin = time.GetTimestamp();

    public long NowMs => (long)time.GetElapsedTime(_origin).TotalMilliseconds;

    public DateTimeOffset UtcNow => time.GetUtcNow();
}
