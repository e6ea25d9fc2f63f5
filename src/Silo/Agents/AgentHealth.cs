using System.Collections.Concurrent;

namespace Apex.Agents;

/// <summary>What one agent of this silo says of itself. Thread-safe: its loop writes, requests read.</summary>
public sealed class AgentHealth(string name, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, long> _figures = new(StringComparer.Ordinal);
    private AgentStatus _status = AgentStatus.Initializing;
    private DateTimeOffset? _heartbeat;
    private long _beats;
    private int _errors;
    private string? _lastError;
    private string? _hindered;
    private bool _leaving;

    public string Name => name;

    /// <summary>Time between two signs of life of an idle agent.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Silence after which it does not count as working.</summary>
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Signs of life so far.</summary>
    public long Beats => Interlocked.Read(ref _beats);

    /// <summary>Why it does not do its work now, in a sentence; null while it does, in part at least, or still begins.</summary>
    public string? WhyDown
    {
        get
        {
            lock (_gate)
            {
                var (status, reason) = Judge();
                return !_leaving && status is AgentStatus.Stale or AgentStatus.Error or AgentStatus.Stopped ? $"{name} {Word(status)}{(reason is null ? "" : $": {reason}")}" : null;
            }
        }
    }

    /// <summary>A good turn of the loop.</summary>
    public void Beat() => Beat(AgentStatus.Healthy, null);

    /// <summary>A good turn of the loop, which found that the agent cannot do all of its work now.</summary>
    /// <param name="reason">Why, and what would help.</param>
    public void Degrade(string reason) => Beat(AgentStatus.Degraded, reason);

    /// <summary>A turn failed; the loop goes on.</summary>
    public void Fail(Exception error, AgentStatus status = AgentStatus.Degraded)
    {
        lock (_gate)
        {
            _errors++;
            (_lastError, _hindered) = (error.Message, null);
            _status = _status == AgentStatus.Stopped ? _status : status;
        }
    }

    /// <summary>It ends, and nothing but a new silo begins it again.</summary>
    /// <param name="reason">Why.</param>
    public void Stop(string reason)
    {
        lock (_gate)
        {
            (_status, _lastError) = (AgentStatus.Stopped, reason);
        }
    }

    /// <summary>It ends because its silo does. What still asks it is served while that can be: what is taken in is recorded, and the next silo goes on with it.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            (_status, _lastError, _leaving) = (AgentStatus.Stopped, "the silo stops", true);
        }
    }

    public void Figure(string figure, long value) => _figures[figure] = value;

    public void Count(string figure, long add = 1) => _figures.AddOrUpdate(figure, add, (_, value) => value + add);

    /// <summary>Time since the last sign of life; null before the first.</summary>
    public TimeSpan? Silence()
    {
        lock (_gate)
        {
            return time.GetUtcNow() - _heartbeat;
        }
    }

    public AgentSnapshot Snapshot(string silo)
    {
        lock (_gate)
        {
            var (status, reason) = Judge();
            return new AgentSnapshot
            {
                Name = name,
                Silo = silo,
                Status = status,
                LastHeartbeat = _heartbeat,
                ErrorCount = _errors,
                LastError = reason ?? _lastError,
                Figures = _figures.ToDictionary(StringComparer.Ordinal),
            };
        }
    }

    private void Beat(AgentStatus status, string? reason)
    {
        lock (_gate)
        {
            _heartbeat = time.GetUtcNow();
            _beats++;
            _hindered = reason;
            _status = _status == AgentStatus.Stopped ? _status : status;
        }
    }

    /// <summary>Silence speaks, whatever was said before: after two heartbeats that did not come, and after the time that makes it stale.</summary>
    private (AgentStatus Status, string? Reason) Judge()
    {
        if (_status is not (AgentStatus.Healthy or AgentStatus.Degraded) || _heartbeat is not { } last)
        {
            return (_status, _status is AgentStatus.Error or AgentStatus.Stopped ? _lastError : null);
        }

        var silence = time.GetUtcNow() - last;
        return silence > StaleAfter ? (AgentStatus.Stale, Words(silence))
            : silence > 2 * Heartbeat ? (AgentStatus.Degraded, Words(silence))
            : (_status, _status == AgentStatus.Degraded ? _hindered : null);
    }

    private static string Words(TimeSpan silence) => $"no sign of life for {silence.TotalSeconds:0.#} s";

    private static string Word(AgentStatus status) => status switch
    {
        AgentStatus.Stale => "is stale",
        AgentStatus.Stopped => "is stopped",
        _ => "is in error",
    };
}
