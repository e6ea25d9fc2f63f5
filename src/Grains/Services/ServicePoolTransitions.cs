using Apex.Planning;

namespace Apex.Services;

/// <summary>The state machine of a pool: (waiting) → starting → healthy ⇄ unhealthy, or failed; → stopping → gone once nobody wants it.</summary>
/// <remarks>Started in the order of dependencies, stopped against it. What nobody wants is asked for its end even if it is not known whether Apex started it: the host knows.</remarks>
public static class ServicePoolTransitions
{
    /// <summary>Executions that may share a pool at once: keeps its row small.</summary>
    public const int MostUsers = 250;

    private const int MostLosses = 3;
    private const int MostStops = 200;
    private const int LongestReason = 2_000;

    /// <returns>The row to write; null if nothing changes.</returns>
    public static ServicePoolState? Acquire(ServicePoolState state, AcquireServices request, IReadOnlyList<ServicePlan> plans)
    {
        var wanted = plans.Where(plan => request.Services.Contains(plan.Name)).ToList();
        var keys = wanted.Select(ServiceKeys.Of).ToList();
        var known = state.Users.Find(user => user.Execution == request.Execution)?.Services ?? [];
        var fresh = keys.Except(known).ToList();
        if (fresh.Count == 0 || (known.Count == 0 && state.Users.Count >= MostUsers))
        {
            return null;
        }

        var byName = plans.ToDictionary(plan => plan.Name, ServiceKeys.Of);
        var entries = state.Services.ToList();
        foreach (var (plan, key) in wanted.Zip(keys).Where(pair => fresh.Contains(pair.Second)))
        {
            var index = entries.FindIndex(entry => entry.Key == key);
            if (index < 0)
            {
                entries.Add(new ServiceEntry
                {
                    Key = key,
                    Name = plan.Name,
                    PlanHash = request.PlanHash,
                    Execution = request.Execution,
                    DependsOn = [.. plan.DependsOn.Select(name => byName[name])],
                    Remedy = plan.Remedy,
                });
            }
            else if (entries[index].Phase is ServicePhase.Failed)
            {
                // Nothing of it is left; whoever comes new tries it again.
                entries[index] = entries[index] with { Phase = ServicePhase.Waiting, Reason = null, Losses = 0, PlanHash = request.PlanHash, Execution = request.Execution };
            }
        }

        return Settle(state with
        {
            Services = entries,
            Users = [.. state.Users.Where(user => user.Execution != request.Execution), new ServiceUser { Execution = request.Execution, Services = [.. known, .. fresh] }],
        });
    }

    public static ServicePoolState? Release(ServicePoolState state, string execution)
    {
        if (state.Users.Find(user => user.Execution == execution) is not { } user)
        {
            return null;
        }

        var left = state.Users.Where(other => other != user).ToList();
        return Settle(state with
        {
            Users = left,
            Services = [.. state.Services.Select(entry => user.Services.Contains(entry.Key) ? entry with { StoppedFor = execution } : entry)],
        });
    }

    /// <summary>Takes in what the host sees. What it says of another start than the last is old.</summary>
    public static ServicePoolState? Report(ServicePoolState state, ServiceReport report)
    {
        if (state.Services.Find(entry => entry.Key == report.Key) is not { } entry || entry.Number != report.Number || Next(state, entry, report) is not { } next)
        {
            return null;
        }

        var stops = report is { Phase: ServicePhase.Stopped, Started: true } && entry.StoppedFor is { } execution
            ? [.. state.Stops.TakeLast(MostStops - 1), new ServiceStop { Execution = execution, Name = entry.Name }]
            : state.Stops;
        return Settle(state with { Services = [.. state.Services.Select(other => other == entry ? next : other)], Stops = stops });
    }

    /// <summary>What an execution uses.</summary>
    /// <param name="state">The row.</param>
    /// <param name="execution">The execution.</param>
    /// <param name="pool">Key of the pool.</param>
    public static List<ServiceFact> Used(ServicePoolState state, string execution, string pool) =>
        state.Users.Find(user => user.Execution == execution) is { } user
            ? [.. state.Services.Where(entry => user.Services.Contains(entry.Key)).Select(entry => Fact(entry, pool))]
            : [];

    /// <summary>What was stopped for an execution, and whether nothing is left to be stopped for it.</summary>
    public static ServicesReply Released(ServicePoolState state, string execution, string host) => new()
    {
        Services = [.. state.Stops.Where(stop => stop.Execution == execution).Select(stop => new ServiceFact { Name = stop.Name, Phase = ServicePhase.Stopped, Host = host, Started = true })],
        Done = !state.Users.Exists(user => user.Execution == execution) && !state.Services.Exists(entry => entry.StoppedFor == execution && !IsWanted(state, entry)),
    };

    /// <summary>What the host is to do.</summary>
    public static List<ServiceOrder> Orders(ServicePoolState state) =>
    [
        .. state.Services.Where(entry => IsWithHost(entry.Phase)).Select(entry => new ServiceOrder
        {
            Key = entry.Key,
            Number = entry.Number,
            Name = entry.Name,
            PlanHash = entry.PlanHash,
            Execution = entry.Execution,
            Up = entry.Phase != ServicePhase.Stopping,
        }),
    ];

    private static ServiceEntry? Next(ServicePoolState state, ServiceEntry entry, ServiceReport report)
    {
        var seen = entry with { Started = report.Started, Reason = Cut(report.Reason) };
        return (entry.Phase, report.Phase) switch
        {
            (ServicePhase.Starting or ServicePhase.Unhealthy, ServicePhase.Healthy) => seen with { Phase = ServicePhase.Healthy, Losses = 0 },
            (ServicePhase.Starting or ServicePhase.Healthy or ServicePhase.Unhealthy, ServicePhase.Failed) => seen with { Phase = ServicePhase.Failed, Started = false, Reason = Down(seen) },
            (ServicePhase.Healthy, ServicePhase.Unhealthy) => seen with { Phase = ServicePhase.Unhealthy, Reason = Down(seen) },
            (ServicePhase.Starting or ServicePhase.Healthy or ServicePhase.Unhealthy, ServicePhase.Starting) when entry.Losses < MostLosses =>
                seen with { Phase = ServicePhase.Waiting, Started = false, Losses = entry.Losses + 1 },
            (ServicePhase.Starting or ServicePhase.Healthy or ServicePhase.Unhealthy, ServicePhase.Starting) =>
                seen with { Phase = ServicePhase.Failed, Started = false, Reason = Down(seen) },
            (ServicePhase.Stopping, ServicePhase.Stopped) => IsWanted(state, entry)
                ? entry with { Phase = ServicePhase.Waiting, Started = false, Reason = null, StoppedFor = null, Losses = 0 }
                : seen with { Phase = ServicePhase.Stopped },
            _ => null,
        };
    }

    /// <summary>Everything that follows from who wants what.</summary>
    private static ServicePoolState Settle(ServicePoolState state)
    {
        var number = state.LastNumber;
        var entries = state.Services.ToList();
        for (var index = 0; index < entries.Count; index++)
        {
            var entry = entries[index];
            if (entry.Phase != ServicePhase.Waiting || !IsWanted(state, entry))
            {
                continue;
            }

            // Dependencies stand before it, so one pass is enough.
            var needs = entries.Where(other => entry.DependsOn.Contains(other.Key)).ToList();
            if (needs.Find(other => other.Phase is ServicePhase.Failed or ServicePhase.Unhealthy) is { } broken)
            {
                entries[index] = entry with { Phase = ServicePhase.Failed, Reason = Cut($"service '{entry.Name}' was not started: {broken.Reason}") };
            }
            else if (needs.TrueForAll(other => other.Phase == ServicePhase.Healthy))
            {
                entries[index] = entry with { Phase = ServicePhase.Starting, Number = ++number, Reason = null };
            }
        }

        for (var index = entries.Count - 1; index >= 0; index--)
        {
            var entry = entries[index];
            if (IsWanted(state, entry))
            {
                continue;
            }

            if (!IsWithHost(entry.Phase))
            {
                entries.RemoveAt(index);
            }
            else if (!entries.Exists(other => other.DependsOn.Contains(entry.Key) && IsWithHost(other.Phase)))
            {
                entries[index] = entry with { Phase = ServicePhase.Stopping };
            }
        }

        return state with { Services = entries, LastNumber = number };
    }

    private static bool IsWanted(ServicePoolState state, ServiceEntry entry) => state.Users.Exists(user => user.Services.Contains(entry.Key));

    private static bool IsWithHost(ServicePhase phase) => phase is ServicePhase.Starting or ServicePhase.Healthy or ServicePhase.Unhealthy or ServicePhase.Stopping;

    private static ServiceFact Fact(ServiceEntry entry, string key)
    {
        var (host, pool) = ServiceKeys.Split(key);
        return new ServiceFact
        {
            Name = entry.Name,
            Phase = entry.Phase,
            Host = host,
            Started = entry.Started,
            Reason = entry.Reason,
            Log = MayHavePrinted(entry) ? ServiceKeys.StartOf(pool, entry.Name, entry.Number) : null,
        };
    }

    /// <summary>Before it is up, only the host knows whether it was started; afterwards it was there already unless it says otherwise.</summary>
    private static bool MayHavePrinted(ServiceEntry entry) =>
        entry.Number > 0 && (entry.Started || entry.Phase is not (ServicePhase.Healthy or ServicePhase.Unhealthy or ServicePhase.Stopping));

    /// <summary>What is wrong, what to do, and only then what its command printed: long texts are shown by their first lines.</summary>
    private static string Down(ServiceEntry entry)
    {
        var parts = (entry.Reason ?? "its runner was lost again and again").Split('\n', 2);
        return string.Join('\n', [$"service '{entry.Name}' {(entry.Phase == ServicePhase.Starting ? "is not up" : "went down")}: {parts[0]}", .. entry.Remedy, .. parts.Skip(1)]);
    }

    private static string? Cut(string? reason) => reason is { Length: > LongestReason } ? reason[..LongestReason] + "…" : reason;
}
