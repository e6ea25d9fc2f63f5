using Apex.Layers;
using Apex.Planning;
using Apex.Services;

namespace Apex.Executions;

/// <summary>The services of an execution: asked for when a layer begins, told to layers when they change, released before the end.</summary>
public sealed partial class ExecutionGrain
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, int> _servicesTold = [];
    private DateTimeOffset? _releasingSince;

    public async Task ServicesChangedAsync()
    {
        if (IsLive)
        {
            await TurnAsync([]);
        }
    }

    /// <summary>Asks for what the running layers require, and tells them how it stands.</summary>
    /// <returns>When to ask again without being told; null if nothing is required.</returns>
    private async Task<DateTimeOffset?> ServeAsync(ExecutionPlan plan)
    {
        var wanted = ExecutionServices.Wanted(_row.Value, plan);
        if (wanted.Count == 0)
        {
            return null;
        }

        if (await PoolAsync() is not { } pool)
        {
            return Now + LookAgain; // the host has not said who it is
        }

        var reply = await pool.AcquireAsync(new AcquireServices { Execution = Id, PlanHash = _row.Value.PlanHash, Services = wanted });
        var missing = wanted.Except(reply.Services.Select(fact => fact.Name));
        List<ServiceFact> facts =
        [
            .. reply.Services,
            .. missing.Select(name => new ServiceFact
            {
                Name = name,
                Phase = ServicePhase.Failed,
                Reason = $"service '{name}': more than {ServicePoolTransitions.MostUsers} executions use the services of this project at once; run fewer",
            }),
        ];
        if (ExecutionServices.See(_row.Value, facts, Now) is { } next)
        {
            await WriteAsync(next);
        }

        foreach (var layer in plan.Layers.Where(ExecutionServices.Requires).Where(IsRunning).ToList())
        {
            await TellServicesAsync(layer.Name);
        }

        return Now + _options.ServiceRepeat;
    }

    private async Task TellServicesAsync(string layer)
    {
        var version = _row.Value.ServicesVersion;
        if (_servicesTold.GetValueOrDefault(layer) != version)
        {
            await LayerOf(layer).ServicesChangedAsync(new LayerServices { Version = version, Services = _row.Value.Services });
            _servicesTold[layer] = version;
        }
    }

    private bool IsRunning(LayerPlan layer) => _row.Value.Layers.Exists(outcome => outcome.Layer == layer.Name && outcome.State == StepState.Running);

    /// <summary>Before the last record: gives back what was used, and waits until it is stopped.</summary>
    /// <returns>True while it is not.</returns>
    private async Task<bool> HoldsServicesAsync(ExecutionPlan plan)
    {
        var record = _row.Value;
        if (record.State != ExecutionState.Completing || plan.Services.Count == 0)
        {
            return false;
        }

        _releasingSince ??= Now;
        var done = true;
        try
        {
            if (await PoolAsync() is { } pool)
            {
                var reply = await pool.ReleaseAsync(Id);
                done = reply.Done;
                if (ExecutionServices.See(record, reply.Services, Now) is { } next)
                {
                    await WriteAsync(next);
                }
            }
        }
        catch (Exception error) when (!_row.IsBroken)
        {
            LogTurnFailed(error, Id);
            done = false;
        }

        return !done && Now - _releasingSince < _options.ServiceStopPatience; // the pool goes on by itself
    }

    private async ValueTask<IServicePoolGrain?> PoolAsync() => await _managers.Local.GetHostAsync() is { } host
        ? GrainFactory.GetGrain<IServicePoolGrain>(ServiceKeys.Pool(host.Host, _row.Value.ProjectFolder))
        : null;
}
