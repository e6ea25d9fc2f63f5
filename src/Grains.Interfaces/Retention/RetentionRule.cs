namespace Apex.Retention;

/// <summary>How long what has ended is kept (SPEC 9). Nothing that runs or waits is touched; the two numbers spare a verdict, and files, younger than an hour.</summary>
[GenerateSerializer, Immutable, Alias("apex.RetentionRule")]
public sealed record RetentionRule
{
    /// <summary>Age from its verdict at which an execution is removed. Default 30 days. Background tasks have their own (<c>background.retention_days</c>).</summary>
    [Id(0)] public TimeSpan Executions { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Ended executions that are kept, newest first, background tasks not counted. Default 1 000.</summary>
    [Id(1)] public int MostExecutions { get; init; } = 1_000;

    /// <summary>Age from its verdict at which the logs, results and artifacts of an execution are removed. Default 7 days.</summary>
    [Id(2)] public TimeSpan Logs { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Bytes of logs, results and artifacts that a host keeps, newest execution first. Default 5 GiB.</summary>
    [Id(3)] public long MostLogBytes { get; init; } = 5L * 1024 * 1024 * 1024;
}
