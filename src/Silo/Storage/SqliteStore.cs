using Microsoft.Data.Sqlite;

namespace Apex.Storage;

/// <summary>The open embedded database of a silo: lock, schema, writer, readers. One per data folder.</summary>
public sealed partial class SqliteStore : IDisposable, IAsyncDisposable
{
    private readonly DataFolderLock _lock;

    private SqliteStore(StorageOptions options, DataFolderLock held, SqliteWriter writer)
    {
        _lock = held;
        Options = options;
        Writer = writer;
        Readers = new ReadPool(options);
        DataSource = new GroupCommitDataSource(
            writer, Readers, new SqliteConnectionStringBuilder { DataSource = options.DatabaseFile }.ConnectionString);
    }

    public StorageOptions Options { get; }

    public WriterFigures Figures => Writer.Figures;

    internal SqliteWriter Writer { get; }

    internal ReadPool Readers { get; }

    internal GroupCommitDataSource DataSource { get; }

    /// <summary>Locks the folder, brings the schema up to date, opens the database.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be used as it is; the message says why.</exception>
    public static SqliteStore Open(StorageOptions options, ILoggerFactory logs)
    {
        options.Validate();
        var held = DataFolderLock.Take(options.DataFolder);
        try
        {
            SchemaInstaller.Install(options);
            var store = new SqliteStore(options, held, new SqliteWriter(options, logs.CreateLogger<SqliteWriter>()));
            store.Tidy(logs.CreateLogger<SqliteStore>());
            return store;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Commits what waits, then lets the folder go.</summary>
    public async ValueTask DisposeAsync()
    {
        await Writer.CloseAsync().ConfigureAwait(false);
        CloseRest();
    }

    public void Dispose()
    {
        Writer.Dispose();
        CloseRest();
    }

    /// <summary>A start does not depend on it: it frees room, and may lack the room for that.</summary>
    private void Tidy(ILogger log)
    {
        try
        {
            if (PlanStore.RemoveUnneeded(this) is > 0 and var plans)
            {
                LogPlansRemoved(log, plans);
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogPlansStay(log, error);
        }
    }

    private void CloseRest()
    {
        Readers.Dispose();
        _lock.Dispose();
    }

    [LoggerMessage(EventId = 3040, Level = LogLevel.Information, Message = "{Plans} plans that no execution needs any more are removed")]
    private static partial void LogPlansRemoved(ILogger logger, int plans);

    [LoggerMessage(EventId = 3041, Level = LogLevel.Warning, Message = "Plans that nobody needs any more could not be removed; the next start tries it again")]
    private static partial void LogPlansStay(ILogger logger, Exception error);
}
