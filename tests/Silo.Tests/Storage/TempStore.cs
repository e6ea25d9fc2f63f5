using Apex.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Apex.Silo.Tests.Storage;

/// <summary>A data folder of its own and the store on it.</summary>
internal sealed class TempStore : IDisposable
{
    public TempStore(Action<StorageOptions>? configure = null)
    {
        Root = Directory.CreateTempSubdirectory("apex-storage-").FullName;
        Options = new StorageOptions { DataFolder = Path.Combine(Root, "data") };
        configure?.Invoke(Options);
        Store = Open();
    }

    public string Root { get; }

    public StorageOptions Options { get; }

    public SqliteStore Store { get; private set; }

    public SqliteWriter Writer => Store.Writer;

    public SqliteStore Open() => SqliteStore.Open(Options, NullLoggerFactory.Instance);

    public void Reopen()
    {
        Store.Dispose();
        Store = Open();
    }

    public long Count(string from) => (long)Store.Readers.Execute($"SELECT count(*) FROM {from}", []).Rows[0][0]!;

    /// <summary>Keeps the writer from committing until it is disposed: what is sent meanwhile becomes one batch.</summary>
    public SqliteConnection HoldWriteLock()
    {
        var connection = new SqliteConnection($"Data Source={Options.DatabaseFile};Pooling=False");
        connection.Open();
        using var begin = connection.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        begin.ExecuteNonQuery();
        return connection;
    }

    /// <summary>Sends all writes so that they share one commit, and answers when each has ended.</summary>
    public async Task<Task[]> WriteTogetherAsync(params Func<Task>[] writes)
    {
        Task first;
        Task[] rest;
        using (HoldWriteLock())
        {
            first = Writer.ExecuteAsync("DELETE FROM live_executions WHERE execution_id = ''");
            SpinWait.SpinUntil(() => Writer.Figures.Waiting == 0, TimeSpan.FromSeconds(120)).ShouldBeTrue("the writer should have taken the first write");
            rest = [.. writes.Select(write => write())];
        }

        await first;
        await Task.WhenAll(rest).ContinueWith(_ => { }, TaskScheduler.Default);
        return rest;
    }

    public void Dispose()
    {
        Store.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}
