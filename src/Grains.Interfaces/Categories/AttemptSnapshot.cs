namespace Apex.Categories;

/// <summary>One attempt as it is shown.</summary>
[GenerateSerializer, Immutable, Alias("apex.AttemptSnapshot")]
public sealed record AttemptSnapshot
{
    /// <summary>From 1.</summary>
    [Id(0)] public required int Number { get; init; }

    /// <summary>Highest term of ownership granted for it.</summary>
    [Id(1)] public required long Epoch { get; init; }

    /// <summary>Host that it was placed with.</summary>
    [Id(2)] public required string Host { get; init; }

    /// <summary><see cref="StepState.Starting"/>, <see cref="StepState.Running"/> or <see cref="StepState.Completed"/>.</summary>
    [Id(3)] public StepState State { get; init; }

    /// <summary>When it was placed.</summary>
    [Id(4)] public DateTimeOffset PlacedAt { get; init; }

    /// <summary>When its command was started; null before.</summary>
    [Id(5)] public DateTimeOffset? StartedAt { get; init; }

    /// <summary>What the host reported; null before its end.</summary>
    [Id(6)] public AttemptReport? Report { get; init; }
}
