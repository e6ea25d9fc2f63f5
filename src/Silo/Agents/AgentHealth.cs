using System.Collections.Concurrent;

namespace Apex.Agents;

/// <summary>What one agent of this silo says of itself. Thread-safe: its loop writes, requests read.</summary>
public sealed class AgentHealth(string name, TimeProvider time)
{
    /// <summary>Silence after which an agent counts as stale (SPEC 11).</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, long> _figures = new(StringComparer.Ordinal);
    private AgentStatus _status = AgentStatus.Initializing;
    private DateTimeOffset? _heartbeat;
    private int _errors;
    private string? _lastError;

    public string Name => name;

    /// <summary>A good turn of the loop.</summary>
    public void Beat()
    {
        lock (_gate)
        {
            _heartbeat = time.GetUtcNow();
            _status = AgentStatus.Healthy;
        }
    }

    /// <summary>A good turn of the loop, which found that the agent cannot do all of its work now.</summary>
    /// <param name="reason">Why, and what would help.</param>
    public void Degrade(string reason)
    {
        lock (_gate)
        {
            _heartbeat = time.GetUtcNow();
            _lastError = reason;
            _status = AgentStatus.Degraded;
        }
    }

    /// <summary>A turn failed; the loop goes on.</summary>
    public void Fail(Exception error, AgentStatus status = AgentStatus.Degraded)
    {
        lock (_gate)
        {
            _errors++;
            _lastError = error.Message;
            _status = status;
        }
    }

    public void Stop()
    {
        lock (_gate)
        {
            _status = AgentStatus.Stopped;
        }
    }

    public void Figure(string figure, long value) => _figures[figure] = value;

    public void Count(string figure, long add = 1) => _figures.AddOrUpdate(figure, add, (_, value) => value + add);

    public AgentSnapshot Snapshot(string silo)
    {
        lock (_gate)
        {
            var stale = _status is AgentStatus.Healthy or AgentStatus.Degraded && _heartbeat is { } last && time.GetUtcNow() - last > StaleAfter;
            return new AgentSnapshot
            {
                Name = name,
                Silo = silo,
                Status = stale ? AgentStatus.Stale : _status,
                LastHeartbeat = _heartbeat,
                ErrorCount = _errors,
                LastError = _lastError,
                Figures = _figures.ToDictionary(StringComparer.Ordinal),
            };
        }
    }
}
