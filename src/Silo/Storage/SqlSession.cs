using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Apex.Storage;

/// <summary>One open connection and its prepared statements. Used by one thread at a time.</summary>
internal sealed class SqlSession : IDisposable
{
    private const int StatementsKept = 128;
    private static readonly SqlArgument[] None = [];
    private readonly Dictionary<string, SqlStatement[]> _statements = new(StringComparer.Ordinal);

    private SqlSession(SqliteConnection connection) => Connection = connection;

    /// <summary>For Dapper, on sessions that read.</summary>
    public SqliteConnection Connection { get; }

    /// <summary>True between BEGIN and its end; SQLite ends some transactions by itself when they fail.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(Connection.Handle!) == 0;

    public static SqlSession OpenWriter(StorageOptions options)
    {
        var session = Open(options);
        try
        {
            // FULL: an answered write survives a power cut. The checkpoint every 16 MiB writes a page once that many commits touched.
            session.Execute("PRAGMA journal_mode = WAL");
            session.Execute("PRAGMA synchronous = FULL");
            session.Execute("PRAGMA wal_autocheckpoint = 4096");
            session.Execute("PRAGMA journal_size_limit = 67108864");
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public static SqlSession OpenReader(StorageOptions options)
    {
        var session = Open(options);
        try
        {
            session.Execute("PRAGMA query_only = ON");
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Runs a text. Of several statements, the result is that of the last one with columns.</summary>
    public RowSet Execute(string text, IReadOnlyList<SqlArgument>? arguments = null)
    {
        RowSet? result = null;
        foreach (var statement in Prepare(text))
        {
            var rows = statement.Run(arguments ?? None);
            if (result is null || statement.HasColumns)
            {
                result = rows;
            }
        }

        return result ?? throw new ArgumentException("There is no statement in this text", nameof(text));
    }

    /// <summary>Runs a caller's text inside the transaction that is open here.</summary>
    /// <exception cref="ArgumentException">The text would end that transaction, which holds the writes of others too.</exception>
    public RowSet ExecuteInside(string text, IReadOnlyList<SqlArgument> arguments) =>
        Array.Exists(Prepare(text), statement => statement.ControlsTransaction)
            ? throw new ArgumentException($"The writer owns the transactions; not allowed: {text}", nameof(text))
            : Execute(text, arguments);

    public void Dispose()
    {
        ForgetStatements();
        Connection.Dispose();
    }

    private static SqlSession Open(StorageOptions options)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = options.DatabaseFile,
            Pooling = false,
            DefaultTimeout = options.BusyTimeoutSeconds,
        }.ConnectionString);
        try
        {
            connection.Open();
            _ = raw.sqlite3_busy_timeout(connection.Handle!, options.BusyTimeoutSeconds * 1000);
            return new SqlSession(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private SqlStatement[] Prepare(string text)
    {
        if (!_statements.TryGetValue(text, out var statements))
        {
            if (_statements.Count >= StatementsKept)
            {
                ForgetStatements(); // texts are constants; this only guards against one that is not
            }

            statements = SqlStatement.PrepareAll(Connection.Handle!, text);
            _statements.Add(text, statements);
        }

        return statements;
    }

    private void ForgetStatements()
    {
        foreach (var statement in _statements.Values.SelectMany(list => list))
        {
            statement.Dispose();
        }

        _statements.Clear();
    }
}
