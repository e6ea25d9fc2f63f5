namespace Apex;

/// <summary>Settings of the grains. Times are what production uses; tests shorten them.</summary>
public sealed record GrainsOptions
{
    /// <summary>Region of this silo: key of the scheduler, part of the records. Default <c>local</c>.</summary>
    public string Region { get; init; } = ApexRegion.Local;

    /// <summary>How long a live layer or execution hears nothing before it reads its rows again. Longer: a lost hint delays the verdict by that much.</summary>
    public TimeSpan SafetyWake { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a stopping layer repeats its orders until all has ended.</summary>
    public TimeSpan StopRepeat { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>First backoff of a retry; it doubles up to 60 of these.</summary>
    public TimeSpan RetryUnit { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Silence after which the scheduler forgets a host.</summary>
    public TimeSpan HostSilence { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a placement counts although its host has not reported it.</summary>
    public TimeSpan GrantMemory { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a layer waits for room before it rises a priority, and a category for its locks before nobody who came later may take them.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the scheduler looks after hosts and its queue without being asked.</summary>
    public TimeSpan SchedulerTick { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a stopping layer waits for a host that nobody speaks for, before it records its attempts as lost.</summary>
    public TimeSpan LostHost { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Least time between two readings of a feed that are due to news. Longer: fewer messages to watchers, later ones.</summary>
    public TimeSpan FeedPace { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How often a feed with watchers reads the log without being told.</summary>
    public TimeSpan FeedPoll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Age at which a live entry without an execution's row is removed.</summary>
    public TimeSpan OrphanAge { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How much longer than estimated an execution may take before an alert is raised.</summary>
    public TimeSpan Overtime { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Kinds of agents, of five, that must have an instance that works before an execution begins, 1–5.</summary>
    public int MinimumRequiredAgents { get; init; } = 3;

    /// <summary>How long what the agents said of their health is taken for true.</summary>
    public TimeSpan AgentHealthAge { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Background tasks that may run at once in the region, 1–64.</summary>
    public int MaxConcurrentBackground { get; init; } = 2;

    /// <summary>Waiting that makes a background task one priority more urgent. Longer: low priorities wait longer for a busy lane.</summary>
    public TimeSpan BackgroundAgeing { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the lane may go without an agent's look before those that wait are told so.</summary>
    public TimeSpan BackgroundSilence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a pool repeats to its host what is to become of its services. A host whose silo is new hears of them after that time at the latest.</summary>
    public TimeSpan ServiceRepeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a pool asks whether the executions that use it have ended.</summary>
    public TimeSpan ServiceUsersCheck { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an execution's end waits for its services to be stopped.</summary>
    public TimeSpan ServiceStopPatience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long what has ended is kept.</summary>
    public Retention.RetentionRule Retention { get; init; } = new();

    /// <summary>Period of the region's sweeping reminder; Orleans allows no less than a minute.</summary>
    public TimeSpan SweepPeriod { get; init; } = TimeSpan.FromMinutes(1);
}
