namespace Apex.Results.Reports;

/// <summary>One test as a report tells it, whatever the format.</summary>
internal sealed record ReportedTest
{
    /// <summary>Full name.</summary>
    public required string Name { get; init; }

    /// <summary>Method behind it where the report tells it and it is not the name.</summary>
    public string? Method { get; init; }

    public required TestStatus Status { get; init; }

    /// <summary>Suite or class; null where the name says all.</summary>
    public string? Suite { get; init; }

    /// <summary>Source file as the report names it.</summary>
    public string? File { get; init; }

    public int? Line { get; init; }

    public double? DurationMs { get; init; }

    public string? Message { get; init; }

    /// <summary>Stack trace or output of the failure, cut.</summary>
    public string? Trace { get; init; }

    /// <summary>Identity within its report, to join what stands elsewhere in it; null if there is none.</summary>
    public string? Id { get; init; }
}
