using Apex.Persistence;
using Apex.Planning;
using Apex.Progress;
using Apex.Services;

namespace Apex.Executions;

/// <summary>What an execution knows of the services that its layers require. Pure.</summary>
public static class ExecutionServices
{
    /// <summary>Services of the layers that run, in the plan's order.</summary>
    public static List<string> Wanted(ExecutionRecord record, ExecutionPlan plan)
    {
        if (plan.Services.Count == 0)
        {
            return [];
        }

        var running = record.Layers.Where(layer => layer.State == StepState.Running).Select(layer => layer.Layer).ToHashSet();
        var wanted = plan.Layers.Where(layer => running.Contains(layer.Name)).SelectMany(layer => layer.Categories).SelectMany(category => category.Services).ToHashSet();
        return [.. plan.Services.Select(service => service.Name).Where(wanted.Contains)];
    }

    public static bool Requires(LayerPlan layer) => layer.Categories.Exists(category => category.Services.Count > 0);

    /// <summary>True while one of them may still come up.</summary>
    public static bool IsPending(ServicePhase phase) => phase is ServicePhase.Waiting or ServicePhase.Starting or ServicePhase.Stopping or ServicePhase.Stopped;

    /// <summary>Takes in how services stand.</summary>
    /// <returns>The row to write; null if nothing changes.</returns>
    public static ExecutionRecord? See(ExecutionRecord record, IReadOnlyList<ServiceFact> facts, DateTimeOffset now)
    {
        var known = record.Services.ToDictionary(fact => fact.Name);
        var news = facts.Select(fact => WithLog(fact, known.GetValueOrDefault(fact.Name))).Where(fact => !known.TryGetValue(fact.Name, out var before) || before != fact).ToList();
        var state = record.State == ExecutionState.StartingServices && !facts.Any(fact => IsPending(fact.Phase)) ? ExecutionState.ExecutingLayers : record.State;
        if (news.Count == 0 && state == record.State)
        {
            return null;
        }

        foreach (var fact in news)
        {
            known[fact.Name] = fact;
        }

        var order = record.Services.Select(fact => fact.Name).Union(facts.Select(fact => fact.Name));
        return record with
        {
            State = state,
            Services = [.. order.Select(name => known[name])],
            ServicesVersion = record.ServicesVersion + 1,
            Outbox = [.. news.SelectMany(fact => Events(record.Services.Find(before => before.Name == fact.Name)?.Phase, fact, now))],
        };
    }

    /// <summary>What it printed outlives it.</summary>
    private static ServiceFact WithLog(ServiceFact fact, ServiceFact? before) =>
        fact is { Phase: ServicePhase.Stopped, Log: null } ? fact with { Log = before?.Log } : fact;

    /// <summary>A service may pass through a phase between two looks: what is healthy was starting before.</summary>
    private static IEnumerable<OutboxEvent> Events(ServicePhase? before, ServiceFact fact, DateTimeOffset now)
    {
        if (fact.Phase == ServicePhase.Healthy && before is not (ServicePhase.Starting or ServicePhase.Healthy or ServicePhase.Unhealthy))
        {
            yield return New(fact with { Phase = ServicePhase.Starting, Started = false }, now);
        }

        if (before != fact.Phase && Event(fact.Phase) is not null)
        {
            yield return New(fact, now);
        }
    }

    private static OutboxEvent New(ServiceFact fact, DateTimeOffset now) => new()
    {
        Type = Event(fact.Phase)!,
        Timestamp = now,
        Data = EventData.Of(new { Service = fact.Name, fact.Host, StartedByApex = fact.Started, fact.Reason }),
    };

    private static string? Event(ServicePhase phase) => phase switch
    {
        ServicePhase.Starting => EventTypes.ServiceStarting,
        ServicePhase.Healthy => EventTypes.ServiceHealthy,
        ServicePhase.Failed or ServicePhase.Unhealthy => EventTypes.ServiceUnhealthy,
        ServicePhase.Stopped => EventTypes.ServiceStopped,
        _ => null,
    };
}
