using System.Globalization;
using System.Text;
using Apex.Persistence;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Apex.Storage;

/// <summary>One prepared statement, run as often as its connection lives.</summary>
/// <remarks>Below Microsoft.Data.Sqlite's commands, which prepare anew and sleep when busy; here the writer decides about both.</remarks>
internal sealed class SqlStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _handle;
    private readonly string[] _parameters;
    private readonly string[] _columns;

    private SqlStatement(sqlite3 database, sqlite3_stmt handle)
    {
        _database = database;
        _handle = handle;
        _parameters = new string[raw.sqlite3_bind_parameter_count(handle)];
        for (var i = 0; i < _parameters.Length; i++)
        {
            _parameters[i] = raw.sqlite3_bind_parameter_name(handle, i + 1).utf8_to_string()[1..];
        }

        _columns = new string[raw.sqlite3_column_count(handle)];
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i] = raw.sqlite3_column_name(handle, i).utf8_to_string();
        }
    }

    public bool HasColumns => _columns.Length > 0;

    /// <summary>BEGIN, COMMIT, ROLLBACK, SAVEPOINT and the like: they write nothing and answer nothing.</summary>
    public bool ControlsTransaction => !HasColumns && raw.sqlite3_stmt_readonly(_handle) != 0;

    /// <summary>Prepares each statement of a text.</summary>
    public static SqlStatement[] PrepareAll(sqlite3 database, string text)
    {
        const uint longLived = 1; // SQLITE_PREPARE_PERSISTENT
        var statements = new List<SqlStatement>(1);
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(text);
        while (!rest.IsEmpty)
        {
            Check(database, raw.sqlite3_prepare_v3(database, rest, longLived, out var handle, out rest));
            if (handle.IsInvalid)
            {
                continue; // white space or a comment
            }

            statements.Add(new SqlStatement(database, handle));
        }

        return [.. statements];
    }

    public RowSet Run(IReadOnlyList<SqlArgument> arguments)
    {
        try
        {
            for (var i = 0; i < _parameters.Length; i++)
            {
                Bind(i + 1, Find(_parameters[i], arguments));
            }

            var rows = new List<object?[]>(1);
            while (true)
            {
                var code = raw.sqlite3_step(_handle);
                if (code == raw.SQLITE_DONE)
                {
                    return new RowSet(_columns, rows, raw.sqlite3_changes(_database));
                }

                if (code != raw.SQLITE_ROW)
                {
                    Check(_database, code);
                }

                rows.Add(ReadRow());
            }
        }
        finally
        {
            // Repeats the error of the step, which has been thrown already.
            _ = raw.sqlite3_reset(_handle);
            _ = raw.sqlite3_clear_bindings(_handle);
        }
    }

    public void Dispose() => _handle.Dispose();

    private static object? Find(string name, IReadOnlyList<SqlArgument> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            if (string.Equals(arguments[i].Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return arguments[i].Value;
            }
        }

        throw new ArgumentException($"The statement needs a value for @{name}", nameof(arguments));
    }

    private static void Check(sqlite3 database, int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw new SqliteException(
                $"SQLite error {code}: {raw.sqlite3_errmsg(database).utf8_to_string()}", code & 0xFF, raw.sqlite3_extended_errcode(database));
        }
    }

    private void Bind(int index, object? value) => Check(_database, value switch
    {
        null or DBNull => raw.sqlite3_bind_null(_handle, index),
        string text => raw.sqlite3_bind_text(_handle, index, text),
        long number => raw.sqlite3_bind_int64(_handle, index, number),
        int number => raw.sqlite3_bind_int64(_handle, index, number),
        uint number => raw.sqlite3_bind_int64(_handle, index, number),
        bool flag => raw.sqlite3_bind_int64(_handle, index, flag ? 1 : 0),
        double number => raw.sqlite3_bind_double(_handle, index, number),
        byte[] { Length: 0 } => raw.sqlite3_bind_zeroblob(_handle, index, 0),
        byte[] bytes => raw.sqlite3_bind_blob(_handle, index, bytes),
        DateTimeOffset time => raw.sqlite3_bind_text(_handle, index, ApexJson.TimeText(time)),
        DateTime time => raw.sqlite3_bind_text(_handle, index, time.ToString("yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture)),
        _ => throw new NotSupportedException($"A {value.GetType().Name} cannot be stored"),
    });

    private object?[] ReadRow()
    {
        var row = new object?[_columns.Length];
        for (var i = 0; i < row.Length; i++)
        {
            row[i] = raw.sqlite3_column_type(_handle, i) switch
            {
                raw.SQLITE_INTEGER => raw.sqlite3_column_int64(_handle, i),
                raw.SQLITE_FLOAT => raw.sqlite3_column_double(_handle, i),
                raw.SQLITE_TEXT => raw.sqlite3_column_text(_handle, i).utf8_to_string(),
                raw.SQLITE_BLOB => raw.sqlite3_column_blob(_handle, i).ToArray(),
                _ => null,
            };
        }

        return row;
    }
}
