using Apex.Persistence;

namespace Apex.Runner;

/// <summary>One turn of the loop: records are gathered, written together, and only then effects, replies and events go out.</summary>
internal sealed class Turn(JournalFile journal, ICrashPoints crash)
{
    private readonly bool _armed = crash is not (NoCrashPoints or EnvironmentCrashPoints { IsArmed: false });
    private readonly List<string> _crossed = [];
    private readonly List<RunnerEvent> _told = [];
    private List<Action> _effects = [];
    private List<Action> _running = [];

    /// <summary>Receives each turn's events, in order. Must not block.</summary>
    public Action<IReadOnlyList<RunnerEvent>>? Told { get; set; }

    /// <summary>Writes a record in this turn. The crash points <c>runner.NAME.before_journal</c> and <c>.after_journal</c> stand around the write.</summary>
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

    public void End()
    {
        while (_crossed.Count + _effects.Count + _told.Count > 0)
        {
            journal.Flush();
            foreach (var name in _armed ? _crossed : [])
            {
                crash.Hit($"runner.{name}.after_journal");
            }

            _crossed.Clear();
            (_running, _effects) = (_effects, _running);
            foreach (var effect in _running)
            {
                effect();
            }

            _running.Clear();
            if (_told.Count > 0)
            {
                Told?.Invoke([.. _told]);
                _told.Clear();
            }
        }
    }
}
