using Apex.Persistence;
using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>Kills this process at the point that APEX_CRASH_AT names, <c>name</c> or <c>name:n</c> for its n-th hit. For tests.</summary>
internal sealed class EnvironmentCrashPoints : ICrashPoints
{
    public const string Variable = "APEX_CRASH_AT";

    private readonly string? _name;
    private readonly Action _crash;
    private int _left;

    public EnvironmentCrashPoints()
        : this(Environment.GetEnvironmentVariable(Variable), static () => ChildProcess.Signal(Environment.ProcessId, Libc.SigKill))
    {
    }

    internal EnvironmentCrashPoints(string? setting, Action crash)
    {
        _crash = crash;
        if (string.IsNullOrEmpty(setting))
        {
            return;
        }

        var colon = setting.LastIndexOf(':');
        (_name, _left) = colon > 0 && int.TryParse(setting.AsSpan(colon + 1), out var count)
            ? (setting[..colon], count)
            : (setting, 1);
    }

    /// <summary>True if a point is named.</summary>
    public bool IsArmed => _name is not null;

    public void Hit(string point)
    {
        if (_name is not null && string.Equals(_name, point, StringComparison.Ordinal) && Interlocked.Decrement(ref _left) == 0)
        {
            _crash();
        }
    }
}

/// <summary>No crash points: outside tests of crashes.</summary>
internal sealed class NoCrashPoints : ICrashPoints
{
    public static NoCrashPoints Instance { get; } = new();

    public void Hit(string point)
    {
        // Nothing crashes here.
    }
}
