using Apex.Background;
using Apex.Layers;
using Apex.Persistence;
using Apex.Planning;

namespace Apex.Executions;

/// <summary>A row in the making: one transition, all its decisions and events together.</summary>
internal sealed class ExecutionDraft(ExecutionRecord record, ExecutionPlan plan, IGateJudge judge, DateTimeOffset now)
{
    /// <summary>The rest of a long list of skips comes with the next write: the row stays small.</summary>
    private const int EventsPerWrite = 50;

    private readonly LayerOutcome[] _layers = [.. record.Layers];
    private readonly List<OutboxEvent> _events = [];
    private ExecutionRecord _record = record;

    public bool Changed { get; private set; }

    public ExecutionRecord ToRecord() => _record with { Layers = [.. _layers], Outbox = _events };

    /// <summary>Takes in a layer as it stands: its end, and that it can no longer pass.</summary>
    public void See(LayerSnapshot layer)
    {
        var index = Array.FindIndex(_layers, known => known.Layer == layer.Name);
        if (index < 0 || _layers[index].State.IsTerminal())
        {
            return;
        }

        var layerPlan = plan.Layers[index];
        var verdict = layer.State.IsTerminal() ? layer.Verdict : layer.Stopping;
        if (layer.State.IsTerminal())
        {
            _layers[index] = _layers[index] with { State = layer.State, Verdict = layer.Verdict, Reason = layer.Reason };
            Changed = true;
            if (ExecutionTransitions.Gates(plan, layerPlan))
            {
                _record = _record with
                {
                    Counts = layer.Counts is null ? _record.Counts : _record.Counts is null ? layer.Counts : _record.Counts + layer.Counts,
                    NextPhaseAt = plan.InterLayerDelayMs > 0 ? now.AddMilliseconds(plan.InterLayerDelayMs) : null,
                };
            }
        }

        var broken = verdict is not (Verdict.None or Verdict.Passed or Verdict.Skipped);
        var stops = layerPlan.FailFast == FailFast.Immediate || (layerPlan.FailFast == FailFast.Layer && layer.State.IsTerminal());
        if (broken && stops && !layerPlan.Background)
        {
            Stop(verdict, $"fail_fast: layer {layer.Name} did not pass", failedFast: true);
        }
    }

    public void Stop(Verdict verdict, string reason, bool failedFast)
    {
        if (_record is { Stopping: Verdict.None, Verdict: Verdict.None })
        {
            _record = _record with { Stopping = verdict, Reason = reason, FailedFast = failedFast };
            _events.Add(ExecutionEvents.Stopping(_record, now));
            Changed = true;
        }
    }

    public void Cancel(string reason)
    {
        _record = _record with { Stopping = Verdict.Cancelled, Reason = reason, FailedFast = false };
        _events.Add(ExecutionEvents.Cancelled(_record, now));
        if (_record.Background is not null)
        {
            _events.Add(BackgroundEvents.Cancelled(_record, now));
        }

        Changed = true;
    }

    /// <summary>Skips what can never begin, begins what may, decides the gate, and ends.</summary>
    public void Advance()
    {
        while (SkipImpossible())
        {
        }

        BeginPossible();
        DecideGate();
        if (_record.Verdict != Verdict.None && _layers.All(layer => layer.State.IsTerminal()))
        {
            Enter(ExecutionState.Completing);
        }
    }

    private bool SkipImpossible()
    {
        var skipped = false;
        for (var index = 0; index < _layers.Length && _events.Count < EventsPerWrite; index++)
        {
            if (_layers[index].State == StepState.Pending && WhyNever(plan.Layers[index]) is { } reason)
            {
                _layers[index] = _layers[index] with { State = StepState.Skipped, Verdict = Verdict.Skipped, Reason = reason == _record.Reason ? null : reason }; // said once, by the execution
                _events.Add(ExecutionEvents.LayerSkipped(plan.Layers[index], reason, now));
                Changed = skipped = true;
            }
        }

        return skipped;
    }

    private string? WhyNever(LayerPlan layer)
    {
        if (_record.Stopping != Verdict.None)
        {
            return _record.Reason;
        }

        var broken = layer.DependsOn.Find(dependency => Outcome(dependency) is { } outcome && outcome.State.IsTerminal() && outcome.Verdict != Verdict.Passed);
        return broken is null ? null : $"layer {broken}, which it depends on, did not pass";
    }

    private void BeginPossible()
    {
        for (var index = 0; index < _layers.Length; index++)
        {
            var layer = plan.Layers[index];
            if (_layers[index].State != StepState.Pending || !MayBegin(layer))
            {
                continue;
            }

            _layers[index] = _layers[index] with { State = StepState.Running };
            Changed = true;
            if (_record.StartedAt is null)
            {
                _record = _record with { StartedAt = now };
                _events.Add(ExecutionEvents.Started(_record, plan, now));
            }

            _events.Add(ExecutionEvents.LayerQueued(layer, now));
            Enter(_record.State < ExecutionState.ExecutingLayers && ExecutionServices.Requires(layer) ? ExecutionState.StartingServices : ExecutionState.ExecutingLayers);
        }
    }

    private bool MayBegin(LayerPlan layer) =>
        _record.Stopping == Verdict.None && layer.DependsOn.TrueForAll(dependency => Outcome(dependency) is null or { Verdict: Verdict.Passed })
            && !layer.ConflictsWith.Exists(other => IsInTheWay(layer, other))
            && (layer.Background || (EarlierPhasesEnded(layer) && (_record.NextPhaseAt is null || now >= _record.NextPhaseAt || PhaseHasBegun(layer))));

    /// <summary>Conflicting layers never run together. A background layer also lets every foreground one go first: the gate never waits for it.</summary>
    private bool IsInTheWay(LayerPlan layer, string conflicting) =>
        Outcome(conflicting) is { } other && !other.State.IsTerminal()
            && (other.State == StepState.Running || (layer.Background && !plan.Layers.Find(candidate => candidate.Name == conflicting)!.Background));

    private bool EarlierPhasesEnded(LayerPlan layer) =>
        plan.Layers.Select((other, index) => (other, index)).All(pair => pair.other.Background || pair.other.Phase >= layer.Phase || _layers[pair.index].State.IsTerminal());

    private bool PhaseHasBegun(LayerPlan layer) =>
        plan.Layers.Select((other, index) => (other, index)).Any(pair => pair.other.Phase == layer.Phase && _layers[pair.index].State is StepState.Running or StepState.Completed);

    private void DecideGate()
    {
        var gating = plan.Layers.Select((layer, index) => (layer, index)).Where(pair => ExecutionTransitions.Gates(plan, pair.layer)).Select(pair => _layers[pair.index]).ToList();
        if (_record.Verdict != Verdict.None || gating.Exists(layer => !layer.State.IsTerminal()))
        {
            return;
        }

        var overtime = _record.OvertimeSince is not null;
        var verdicts = gating.Select(layer => layer.Verdict);
        _record = _record with
        {
            Verdict = _record switch
            {
                { Stopping: Verdict.Cancelled, FailedFast: false } => Verdict.Cancelled,
                { Stopping: Verdict.TimedOut, FailedFast: false } => Judged(gating, Verdicts.Worst([.. verdicts, Verdict.TimedOut])),
                _ => Judged(gating, Verdicts.Worst(verdicts)),
            },
            FinishedAt = now,
            NextPhaseAt = null,
            OvertimeSince = null,
        };
        Changed = true;
        Enter(ExecutionState.BackgroundRunning);
        _events.Add(ExecutionEvents.VerdictDecided(_record, now));
        if (overtime)
        {
            _events.Add(ExecutionEvents.OvertimeOver(now));
        }

        if (ExecutionAlerts.HasFailed(_record.Verdict))
        {
            _events.Add(ExecutionEvents.Failed(_record, now));
        }
    }

    /// <summary>The mode's word counts, unless it is none, or would make a pass of nothing.</summary>
    private Verdict Judged(List<LayerOutcome> gating, Verdict worst) => judge.Judge(plan, gating, worst) switch
    {
        Verdict.None or Verdict.Skipped => worst,
        Verdict.Passed when worst == Verdict.NoTests => worst,
        var verdict => verdict,
    };

    private LayerOutcome? Outcome(string layer) => Array.Find(_layers, known => known.Layer == layer);

    private void Enter(ExecutionState state)
    {
        if (state > _record.State)
        {
            _record = _record with { State = state };
            Changed = true;
        }
    }
}
