using Apex.Persistence;

namespace Apex.Runner;

/// <summary>One turn of the loop: records are gathered, written together, and only then effects, replies and events go out.</summary>
internal sealed class Turn(JournalFile journal, ICrashPoints crash)
{
    /// <summary>How long news that nobody waits for may wait for company. Most commands that end at once have then ended, and one message tells both.</summary>
    private const long SoonMs = 20;

    private readonly bool _armed = crash is not (NoCrashPoints or EnvironmentCrashPoints { IsArmed: false });
    private readonly List<string> _crossed = [];
    private readonly List<RunnerEvent> _told = [];
    private readonly List<RunnerEvent> _soon = [];
    private List<Action> _effects = [];
    private List<Action> _running = [];

    /// <summary>When something that waits for company is told at the latest.</summary>
    public long DueMs { get; private set; } = long.MaxValue;

    /// <summary>Receives each turn's events, in order. Must not block.</summary>
    public Action<IReadOnlyList<RunnerEvent>>? Told { get; set; }

    /// <summary>Writes a record in this turn. The crash points <c>runner.NAME.before_journal</c>, <c>.after_journal</c> and <c>.after_effect</c> stand around the write and behind what it allows.</summary>
    public void Record(string name, JournalRecord record)
    {
        if (_armed)
        {
            crash.Hit($"runner.{name}.before_journal");
        }

        journal.Append(record);
        _crossed.Add(name);
    }

    /// <summary>Does something once the turn's records are written.</summary>
    public void AfterWrite(Action effect) => _effects.Add(effect);

    public void Tell(RunnerEvent told) => _told.Add(told);

    /// <summary>Tells it with what is told next, and not much later in any case.</summary>
    public void TellSoon(RunnerEvent told, long nowMs)
    {
        _soon.Add(told);
        DueMs = Math.Min(DueMs, nowMs + SoonMs);
    }

    public void End(long nowMs)
    {
        while (_crossed.Count + _effects.Count + _told.Count > 0 || nowMs >= DueMs)
        {
            journal.Flush();
            var crossed = _crossed.Count;
            HitAll("after_journal", crossed);
            (_running, _effects) = (_effects, _running);
            foreach (var effect in _running)
            {
                effect();
            }

            _running.Clear();
            TellAll(nowMs);
            HitAll("after_effect", crossed);
            _crossed.RemoveRange(0, crossed);
        }
    }

    private void TellAll(long nowMs)
    {
        if (_told.Count == 0 && nowMs < DueMs)
        {
            return;
        }

        Told?.Invoke([.. _soon, .. _told]);
        _soon.Clear();
        _told.Clear();
        DueMs = long.MaxValue;
    }

    private void HitAll(string side, int count)
    {
        if (!_armed)
        {
            return;
        }

        for (var i = 0; i < count; i++)
        {
            crash.Hit($"runner.{_crossed[i]}.{side}");
        }
    }
}
