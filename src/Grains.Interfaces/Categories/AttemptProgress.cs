namespace Apex.Categories;

/// <summary>How far a running attempt is, for people who watch.</summary>
[GenerateSerializer, Immutable, Alias("apex.AttemptProgress")]
public sealed record AttemptProgress
{
    /// <summary>Which attempt.</summary>
    [Id(0)] public required AttemptId Id { get; init; }

    /// <summary>Term of ownership.</summary>
    [Id(1)] public required long Epoch { get; init; }

    /// <summary>Milliseconds since its command was started.</summary>
    [Id(2)] public required long ElapsedMs { get; init; }

    /// <summary>Bytes that it has printed.</summary>
    [Id(3)] public long LogBytes { get; init; }
}
