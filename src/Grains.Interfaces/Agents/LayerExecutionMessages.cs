using Apex.Categories;
using Apex.Executions;

namespace Apex.Agents;

/// <summary>Categories of one layer to run on a host.</summary>
[GenerateSerializer, Immutable, Alias("apex.RunCategoriesRequest")]
public sealed record RunCategoriesRequest
{
    /// <summary>Key of the layer.</summary>
    [Id(0)] public required string LayerKey { get; init; }

    /// <summary>Plan that the execution runs by.</summary>
    [Id(1)] public required string PlanHash { get; init; }

    /// <summary>Categories, in order of start.</summary>
    [Id(2)] public required List<CategoryTicket> Categories { get; init; }

    /// <summary>When the layer's budget or the execution's time ends, whichever is first; null for none.</summary>
    [Id(3)] public DateTimeOffset? Deadline { get; init; }

    /// <summary>Branch of the execution, for its turn among others; null if it has none.</summary>
    [Id(38)] public string? Branch { get; init; }
}

/// <summary>One category to run.</summary>
[GenerateSerializer, Immutable, Alias("apex.CategoryTicket")]
public sealed record CategoryTicket
{
    /// <summary>Category name.</summary>
    [Id(0)] public required string Category { get; init; }

    /// <summary>True if it has no row yet.</summary>
    [Id(1)] public bool IsNew { get; init; }

    /// <summary>Why no host can ever run it: it is to end at once with this reason. Null if one can.</summary>
    [Id(38)] public string? Impossible { get; init; }
}

/// <summary>Attempts to stop.</summary>
[GenerateSerializer, Immutable, Alias("apex.StopAttemptsRequest")]
public sealed record StopAttemptsRequest
{
    /// <summary>Which ones.</summary>
    [Id(0)] public required List<OpenAttempt> Attempts { get; init; }

    /// <summary>Class that their end is to have: <see cref="FailureClass.Cancelled"/> or <see cref="FailureClass.Timeout"/>.</summary>
    [Id(1)] public required FailureClass Class { get; init; }

    /// <summary>Why, for the record.</summary>
    [Id(2)] public required string Reason { get; init; }
}

/// <summary>Caller's environment and secrets of one execution.</summary>
[GenerateSerializer, Immutable, Alias("apex.ExecutionContextRequest")]
public sealed record ExecutionContextRequest
{
    /// <summary>Execution id.</summary>
    [Id(0)] public required string Execution { get; init; }

    /// <summary>The caller; null for a host's own environment.</summary>
    [Id(1)] public CallerContext? Caller { get; init; }

    /// <summary>Values of secret variables by <c>category/NAME</c>.</summary>
    [Id(2)] public Dictionary<string, string> Secrets { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"ExecutionContextRequest({Execution})"; // values must not reach a log
}

/// <summary>Which piece of a log.</summary>
[GenerateSerializer, Immutable, Alias("apex.LogQuery")]
public sealed record LogQuery
{
    /// <summary>Which attempt.</summary>
    [Id(0)] public required AttemptId Id { get; init; }

    /// <summary>Byte offset in what is kept; negative counts from the end.</summary>
    [Id(1)] public long Offset { get; init; }

    /// <summary>At most this many bytes, 1–262 144.</summary>
    [Id(2)] public int Limit { get; init; } = 65_536;
}

/// <summary>A piece of a log.</summary>
[GenerateSerializer, Immutable, Alias("apex.LogPiece")]
public sealed record LogPiece
{
    /// <summary>False if this host keeps no log of the attempt: it printed nothing, or retention took it.</summary>
    [Id(0)] public required bool Exists { get; init; }

    /// <summary>Masked bytes as printed.</summary>
    [Id(1)] public byte[] Bytes { get; init; } = [];

    /// <summary>Offset after these bytes, for the next query.</summary>
    [Id(2)] public long NextOffset { get; init; }

    /// <summary>True if the attempt has ended and nothing comes after these bytes.</summary>
    [Id(3)] public bool End { get; init; }
}
