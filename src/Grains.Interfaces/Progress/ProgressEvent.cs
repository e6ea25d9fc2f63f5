namespace Apex.Progress;

/// <summary>One numbered event of an execution: the envelope of SPEC 5.</summary>
[GenerateSerializer, Immutable, Alias("apex.ProgressEvent")]
public sealed record ProgressEvent
{
    /// <summary>Number within the execution, from 1, without gaps.</summary>
    [Id(0)] public required long Seq { get; init; }

    /// <summary>Type, for example <c>category_completed</c> (<see cref="EventTypes"/>).</summary>
    [Id(1)] public required string Type { get; init; }

    /// <summary>When the transition was decided.</summary>
    [Id(2)] public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Execution id.</summary>
    [Id(3)] public required string ExecutionId { get; init; }

    /// <summary>Layer id, if it is about one.</summary>
    [Id(4)] public string? Layer { get; init; }

    /// <summary>Category name, if it is about one.</summary>
    [Id(5)] public string? Category { get; init; }

    /// <summary>Attempt number, if it is about one.</summary>
    [Id(6)] public int? Attempt { get; init; }

    /// <summary>Agent, if it comes from one.</summary>
    [Id(7)] public string? Agent { get; init; }

    /// <summary>What more there is to say, a JSON object.</summary>
    [Id(8)] public string Data { get; init; } = "{}";
}
