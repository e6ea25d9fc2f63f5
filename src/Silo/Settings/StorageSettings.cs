namespace Apex.Settings;

/// <summary>How the database is written.</summary>
public sealed record StorageSettings
{
    /// <summary>Most writes in one commit of the database, 1–10 000. Default 512. With 1 none shares a commit: more bytes, and as many whatever the machine's load.</summary>
    [Setting("writes_per_commit", "APEX_WRITES_PER_COMMIT", Min = 1, Max = 10_000)]
    public int WritesPerCommit { get; init; } = 512;
}
