namespace Apex.Persistence;

/// <summary>A state row whose events ride in the same commit.</summary>
/// <remarks>Storage reads <c>$.execution_id</c> and <c>$.outbox</c> of the row's JSON: these two names are a contract with it.</remarks>
public interface IDurableRecord
{
    string ExecutionId { get; }

    /// <summary>Events of the transition that is to be written. The write moves them into the event log: a row that was read has none.</summary>
    List<OutboxEvent> Outbox { get; }
}

/// <summary>An event before it has its number.</summary>
[GenerateSerializer, Immutable, Alias("apex.OutboxEvent")]
public sealed record OutboxEvent
{
    [Id(0)] public required string Type { get; init; }

    [Id(1)] public required DateTimeOffset Timestamp { get; init; }

    [Id(2)] public string? Layer { get; init; }

    [Id(3)] public string? Category { get; init; }

    [Id(4)] public int? Attempt { get; init; }

    /// <summary>A JSON object as text.</summary>
    [Id(5)] public string Data { get; init; } = "{}";

    [Id(34)] public string? Agent { get; init; }
}
