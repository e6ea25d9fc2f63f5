using Apex.Categories;
using Orleans.Concurrency;

namespace Apex.Layers;

/// <summary>The truth about one layer of one execution: counters, deadline, verdict. Key: <see cref="ApexKeys.Layer"/>.</summary>
[Alias("apex.ILayerGrain")]
public interface ILayerGrain : IGrainWithStringKey
{
    /// <summary>Begins the layer. Harmless when it has begun.</summary>
    [Alias("Start")]
    Task StartAsync(StartLayerRequest request);

    /// <summary>Re-reads unfinished categories and re-sends what their rows imply. Idempotent.</summary>
    /// <returns>The layer as it stands, without its categories; null if it never began.</returns>
    [Alias("Wake")]
    Task<LayerSnapshot?> WakeAsync();

    /// <summary>Tells that categories changed: a hint, one message for many.</summary>
    [Alias("CategoriesChanged")]
    Task CategoriesChangedAsync(CategoriesChanged hint);

    /// <summary>Says how the services stand that its categories require. What it said before is replaced.</summary>
    [Alias("ServicesChanged")]
    Task ServicesChangedAsync(LayerServices services);

    /// <summary>Ends the layer: nothing new starts, what runs is stopped, the rest is skipped with the reason.</summary>
    [Alias("Stop")]
    Task StopAsync(StopLayerRequest request);

    /// <summary>The layer as it stands, without its categories; null if it never began.</summary>
    [Alias("Get"), AlwaysInterleave]
    Task<LayerSnapshot?> GetAsync();

    /// <summary>Forgets what it has read: its execution was removed, and one of the same id may come.</summary>
    [Alias("Forget")]
    Task ForgetAsync();
}

/// <summary>Begins a layer.</summary>
[GenerateSerializer, Immutable, Alias("apex.StartLayerRequest")]
public sealed record StartLayerRequest
{
    /// <summary>Plan that the execution runs by.</summary>
    [Id(0)] public required string PlanHash { get; init; }

    /// <summary>When the whole execution must be over.</summary>
    [Id(1)] public required DateTimeOffset GlobalDeadline { get; init; }

    /// <summary>Branch of the execution; null if it has none.</summary>
    [Id(38)] public string? Branch { get; init; }
}

/// <summary>Ends a layer early.</summary>
[GenerateSerializer, Immutable, Alias("apex.StopLayerRequest")]
public sealed record StopLayerRequest
{
    /// <summary>Verdict of what was running and of the layer: <see cref="Verdict.Cancelled"/> or <see cref="Verdict.TimedOut"/>.</summary>
    [Id(0)] public required Verdict Verdict { get; init; }

    /// <summary>Shown with each skipped category.</summary>
    [Id(1)] public required string Reason { get; init; }
}

/// <summary>The services of an execution, as it last saw them.</summary>
[GenerateSerializer, Immutable, Alias("apex.LayerServices")]
public sealed record LayerServices
{
    /// <summary>Grows with each change; a lower one than the last is ignored.</summary>
    [Id(0)] public required int Version { get; init; }

    /// <summary>All of them.</summary>
    [Id(1)] public required List<Services.ServiceFact> Services { get; init; }
}

/// <summary>Categories of one layer that an agent just reported.</summary>
[GenerateSerializer, Immutable, Alias("apex.CategoriesChanged")]
public sealed record CategoriesChanged
{
    /// <summary>Snapshots, in the order in which they were written.</summary>
    [Id(0)] public required List<CategoryChange> Changes { get; init; }
}

/// <summary>One changed category.</summary>
[GenerateSerializer, Immutable, Alias("apex.CategoryChange")]
public sealed record CategoryChange
{
    /// <summary>The category as it stands.</summary>
    [Id(0)] public required CategorySnapshot Category { get; init; }

    /// <summary>Milliseconds until its next attempt may be placed; 0 for at once or never.</summary>
    [Id(1)] public long RetryAfterMs { get; init; }
}
