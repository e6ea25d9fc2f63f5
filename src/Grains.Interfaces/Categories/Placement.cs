namespace Apex.Categories;

/// <summary>A host asks to run a category.</summary>
[GenerateSerializer, Immutable, Alias("apex.PlacementRequest")]
public sealed record PlacementRequest
{
    /// <summary>Host that will run it.</summary>
    [Id(0)] public required string Host { get; init; }

    /// <summary>Plan that the execution runs by.</summary>
    [Id(1)] public required string PlanHash { get; init; }

    /// <summary>True if the caller knows that the category has no row yet: its first write is then an insert without a read before it.</summary>
    [Id(2)] public bool IsNew { get; init; }

    /// <summary>Retries that the plan allows beyond the first attempt, and the classes they are for.</summary>
    [Id(3)] public RetryRule Retry { get; init; } = new();

    /// <summary>What it reserves beyond what every category does; null for nothing.</summary>
    [Id(38)] public ResourceClaim? Claim { get; init; }
}

/// <summary>Ends a category that cannot be run.</summary>
[GenerateSerializer, Immutable, Alias("apex.FailCategory")]
public sealed record FailCategory
{
    /// <summary>Plan that the execution runs by.</summary>
    [Id(0)] public required string PlanHash { get; init; }

    /// <summary>For a person: what is missing, and what to do.</summary>
    [Id(1)] public required string Reason { get; init; }
}

/// <summary>How often a category is tried again.</summary>
[GenerateSerializer, Immutable, Alias("apex.RetryRule")]
public sealed record RetryRule
{
    /// <summary>Attempts beyond the first, 0–10.</summary>
    [Id(0)] public int Retries { get; init; }

    /// <summary>Classes for which a retry is used. Class <see cref="FailureClass.Infra"/> is never here: it is always placed again, up to three times, uncounted.</summary>
    [Id(1)] public List<FailureClass> On { get; init; } = [];

    /// <summary>In the background lane: how often class <see cref="FailureClass.Infra"/> is placed again, instead of three times. Null outside of it.</summary>
    [Id(42)] public int? BackgroundRetries { get; init; }
}

/// <summary>Answer to <see cref="ICategoryGrain.PlaceAsync"/>.</summary>
[GenerateSerializer, Immutable, Alias("apex.PlacementReply")]
public sealed record PlacementReply
{
    /// <summary>Attempt number to run; 0 if nothing is to be run.</summary>
    [Id(0)] public int Attempt { get; init; }

    /// <summary>Term of ownership to run it under.</summary>
    [Id(1)] public long Epoch { get; init; }

    /// <summary>Why nothing is to be run; null when something is.</summary>
    [Id(2)] public string? Refusal { get; init; }
}

/// <summary>The command of an attempt was started.</summary>
[GenerateSerializer, Immutable, Alias("apex.AttemptStarted")]
public sealed record AttemptStarted
{
    /// <summary>Which attempt.</summary>
    [Id(0)] public required AttemptId Id { get; init; }

    /// <summary>Term of ownership.</summary>
    [Id(1)] public required long Epoch { get; init; }

    /// <summary>When.</summary>
    [Id(2)] public required DateTimeOffset StartedAt { get; init; }
}

/// <summary>A silo found an attempt in its host's inventory.</summary>
[GenerateSerializer, Immutable, Alias("apex.AdoptionRequest")]
public sealed record AdoptionRequest
{
    /// <summary>Which attempt.</summary>
    [Id(0)] public required AttemptId Id { get; init; }

    /// <summary>Term under which the host holds it.</summary>
    [Id(1)] public required long Epoch { get; init; }

    /// <summary>The host.</summary>
    [Id(2)] public required string Host { get; init; }

    /// <summary>When its command was started; null if it is placed and waits.</summary>
    [Id(3)] public DateTimeOffset? StartedAt { get; init; }
}

/// <summary>Answer to <see cref="ICategoryGrain.AdoptAsync"/>.</summary>
[GenerateSerializer, Immutable, Alias("apex.AdoptionReply")]
public sealed record AdoptionReply
{
    /// <summary>True: go on under <see cref="Epoch"/>. False: stop it.</summary>
    [Id(0)] public required bool Adopted { get; init; }

    /// <summary>The new, higher term.</summary>
    [Id(1)] public long Epoch { get; init; }

    /// <summary>Why it is to be stopped.</summary>
    [Id(2)] public string? Refusal { get; init; }

    /// <summary>Plan that the execution runs by; null if the category has no row. Given with a refusal too.</summary>
    [Id(3)] public string? PlanHash { get; init; }
}

/// <summary>An attempt that has no report yet.</summary>
[GenerateSerializer, Immutable, Alias("apex.OpenAttempt")]
public sealed record OpenAttempt
{
    /// <summary>Which attempt.</summary>
    [Id(0)] public required AttemptId Id { get; init; }

    /// <summary>Highest term granted for it.</summary>
    [Id(1)] public required long Epoch { get; init; }

    /// <summary>The host that has it.</summary>
    [Id(2)] public required string Host { get; init; }
}

/// <summary>What became of a report.</summary>
[GenerateSerializer, Alias("apex.ReportOutcome")]
public enum ReportOutcome
{
    /// <summary>Recorded, now or by an equal report before: the host may let the spool go to retention.</summary>
    Recorded = 0,

    /// <summary>Another report stands: this one was kept as a late result.</summary>
    Late = 1,

    /// <summary>From an older term: not kept, the reporter no longer owns the attempt.</summary>
    Refused = 2,
}

/// <summary>Answer to <see cref="ICategoryGrain.ReportAsync"/>.</summary>
[GenerateSerializer, Immutable, Alias("apex.ReportReply")]
public sealed record ReportReply
{
    /// <summary>What became of the report.</summary>
    [Id(0)] public required ReportOutcome Outcome { get; init; }

    /// <summary>The category as it stands now: completed, or queued for another attempt.</summary>
    [Id(1)] public required CategorySnapshot Category { get; init; }

    /// <summary>Milliseconds to wait before the next attempt; 0 when none follows.</summary>
    [Id(2)] public long RetryAfterMs { get; init; }
}
