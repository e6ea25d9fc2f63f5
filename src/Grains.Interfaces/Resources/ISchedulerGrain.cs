using Apex.Categories;
using Orleans.Concurrency;

namespace Apex.Resources;

/// <summary>Places attempts with hosts ahead of their slots. Soft: rebuilt from hosts' reports and layers' requests. Key: region.</summary>
[Alias("apex.ISchedulerGrain")]
public interface ISchedulerGrain : IGrainWithStringKey
{
    /// <summary>Says everything that a layer wants placed now; replaces what it said before.</summary>
    [Alias("Request")]
    Task RequestAsync(LayerDemand demand);

    /// <summary>Says what a host has and holds; a host that is silent for its time is forgotten.</summary>
    [Alias("Report")]
    Task ReportAsync(HostReport report);

    /// <summary>Attempts that a host no longer holds: room for others.</summary>
    [Alias("Released")]
    Task ReleasedAsync(string host, List<string> categoryKeys);

    /// <summary>Silo that speaks for a host; null if none spoke lately.</summary>
    [Alias("FindHost")]
    Task<SiloAddress?> FindHostAsync(string host);

    /// <summary>Takes all named locks of an attempt, durably, or none. Taking them again is harmless.</summary>
    /// <returns>The attempt that holds one of them and so prevents it; null if they are taken.</returns>
    [Alias("TakeLocks"), AlwaysInterleave]
    Task<AttemptId?> TakeLocksAsync(TakeLocksRequest request);

    /// <summary>Queue and hosts as they stand.</summary>
    [Alias("Get")]
    Task<SchedulerSnapshot> GetAsync();

    /// <summary>The hosts, and what of one execution waits to be placed, and why.</summary>
    [Alias("Explain")]
    Task<SchedulerSnapshot> ExplainAsync(string execution);
}

/// <summary>All that one layer wants placed.</summary>
[GenerateSerializer, Immutable, Alias("apex.LayerDemand")]
public sealed record LayerDemand
{
    /// <summary>Key of the layer (<see cref="ApexKeys.Layer"/>).</summary>
    [Id(0)] public required string LayerKey { get; init; }

    /// <summary>Plan that the execution runs by.</summary>
    [Id(1)] public required string PlanHash { get; init; }

    /// <summary>Categories, first to be placed first. Empty: the layer wants nothing more.</summary>
    [Id(2)] public required List<CategoryDemand> Categories { get; init; }

    /// <summary>Attempts of this layer that may be with hosts at once, started or not; <see cref="int.MaxValue"/> for any.</summary>
    [Id(3)] public int MaxPlaced { get; init; } = int.MaxValue;

    /// <summary>1 first – 5 last.</summary>
    [Id(4)] public int Priority { get; init; } = 3;

    /// <summary>True for the background lane.</summary>
    [Id(5)] public bool Background { get; init; }

    /// <summary>When the layer's budget or the execution's time ends, whichever is first; null for none.</summary>
    [Id(6)] public DateTimeOffset? Deadline { get; init; }

    /// <summary>Project that its turns are counted for; null counts as one of its own.</summary>
    [Id(38)] public string? Project { get; init; }

    /// <summary>Branch, within the project; null counts as one of its own.</summary>
    [Id(39)] public string? Branch { get; init; }
}

/// <summary>One category that wants to be placed.</summary>
[GenerateSerializer, Immutable, Alias("apex.CategoryDemand")]
public sealed record CategoryDemand
{
    /// <summary>Category name.</summary>
    [Id(0)] public required string Category { get; init; }

    /// <summary>True if it has no row yet.</summary>
    [Id(1)] public bool IsNew { get; init; }

    /// <summary>Memory to reserve, MiB.</summary>
    [Id(2)] public int MemoryMb { get; init; }

    /// <summary>CPU to reserve, percent of one core.</summary>
    [Id(3)] public int CpuPercent { get; init; }

    /// <summary>Host that already has its open attempt: only that one is asked. Null for any.</summary>
    [Id(4)] public string? Host { get; init; }

    /// <summary>Named locks that it needs, sorted; null for none.</summary>
    [Id(38)] public List<string>? Locks { get; init; }
}

/// <summary>An attempt asks for its named locks.</summary>
[GenerateSerializer, Immutable, Alias("apex.TakeLocksRequest")]
public sealed record TakeLocksRequest
{
    /// <summary>The attempt that is to hold them.</summary>
    [Id(0)] public required AttemptId Attempt { get; init; }

    /// <summary>Term of ownership.</summary>
    [Id(1)] public required long Epoch { get; init; }

    /// <summary>Names, sorted.</summary>
    [Id(2)] public required List<string> Names { get; init; }
}

/// <summary>What a host has and holds.</summary>
[GenerateSerializer, Immutable, Alias("apex.HostReport")]
public sealed record HostReport
{
    /// <summary>Host id.</summary>
    [Id(0)] public required string Host { get; init; }

    /// <summary>Silo that speaks for it.</summary>
    [Id(1)] public required SiloAddress Silo { get; init; }

    /// <summary>Commands that may run at once.</summary>
    [Id(2)] public required int Slots { get; init; }

    /// <summary>Memory for commands, MiB.</summary>
    [Id(3)] public int MemoryMb { get; init; }

    /// <summary>CPU for commands, percent of one core.</summary>
    [Id(4)] public int CpuPercent { get; init; }

    /// <summary>Keys of the categories whose attempts it holds, started or not.</summary>
    [Id(5)] public List<string> Holds { get; init; } = [];

    /// <summary>False: takes no new attempts (an agent is missing, disk is full, it drains).</summary>
    [Id(6)] public bool Accepting { get; init; } = true;

    /// <summary>Why it takes none.</summary>
    [Id(7)] public string? Reason { get; init; }

    /// <summary>By what means it does each of <c>kill, memory, cpu, processes, peak</c>: <c>cgroup_v1, cgroup_v2, sampling, none</c>. Empty if it does not say.</summary>
    [Id(30)] public Dictionary<string, string> Limits { get; init; } = [];

    /// <summary>Slots that commands use now; null if that is not known.</summary>
    [Id(34)] public int? SlotsUsed { get; init; }

    /// <summary>Memory that commands reserve now, MiB; null if that is not known.</summary>
    [Id(35)] public int? MemoryReservedMb { get; init; }

    /// <summary>CPU that commands reserve now, percent of one core; null if that is not known.</summary>
    [Id(36)] public int? CpuReservedPercent { get; init; }

    /// <summary>Load as last sampled; null before the first sample.</summary>
    [Id(37)] public HostLoad? Load { get; init; }
}

/// <summary>Load of a host, sampled every five seconds.</summary>
[GenerateSerializer, Immutable, Alias("apex.HostLoad")]
public sealed record HostLoad
{
    /// <summary>CPU in use, percent of all cores.</summary>
    [Id(0)] public int CpuPercent { get; init; }

    /// <summary>The part of it that is not of Apex and its commands.</summary>
    [Id(1)] public int OthersCpuPercent { get; init; }

    /// <summary>Memory in use, percent.</summary>
    [Id(2)] public int MemoryPercent { get; init; }

    /// <summary><c>none</c>; <c>warning</c>: new commands get half the slots; <c>critical</c>: none starts beside what runs.</summary>
    [Id(3)] public string Pressure { get; init; } = "none";
}

/// <summary>Queue and hosts.</summary>
[GenerateSerializer, Immutable, Alias("apex.SchedulerSnapshot")]
public sealed record SchedulerSnapshot
{
    /// <summary>Hosts that spoke lately.</summary>
    [Id(0)] public List<HostReport> Hosts { get; init; } = [];

    /// <summary>Categories that wait to be placed.</summary>
    [Id(1)] public List<WaitingCategory> Waiting { get; init; } = [];

    /// <summary>How many wait in all (the list is cut at 1 000).</summary>
    [Id(2)] public int WaitingTotal { get; init; }
}

/// <summary>A category that waits, and why (the closed list of SPEC 7).</summary>
[GenerateSerializer, Immutable, Alias("apex.WaitingCategory")]
public sealed record WaitingCategory
{
    /// <summary>Key of the category.</summary>
    [Id(0)] public required string CategoryKey { get; init; }

    /// <summary>One of <see cref="WaitReasons"/>.</summary>
    [Id(1)] public required string Reason { get; init; }

    /// <summary>The facts, for a person.</summary>
    [Id(38)] public string? Detail { get; init; }
}
