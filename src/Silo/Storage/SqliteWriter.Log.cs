namespace Apex.Storage;

internal sealed partial class SqliteWriter
{
    [LoggerMessage(5000, LogLevel.Warning, "A batch of {Count} writes was rolled back and is run one by one: {Reason}")]
    private partial void LogReplay(int count, string reason);

    [LoggerMessage(5001, LogLevel.Error, "The database refused {Count} writes")]
    private partial void LogDatabaseFailed(int count, Exception error);

    [LoggerMessage(5002, LogLevel.Error, "A rollback failed; the connection is replaced")]
    private partial void LogRollbackFailed(Exception error);

    [LoggerMessage(5003, LogLevel.Warning, "The database connection did not close cleanly")]
    private partial void LogCloseFailed(Exception error);
}
