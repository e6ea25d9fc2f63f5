using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Apex.Storage;

internal sealed partial class SqliteWriter
{
    private long _commits;
    private long _writes;
    private long _failures;
    private long _replays;
    private int _largestBatch;
    private long _longestWait;
    private string? _lastError;

    /// <summary>Answers each request of the batch. Never throws: the thread must outlive every error.</summary>
    private void Write(List<WriteRequest> batch)
    {
        var error = TryCommit(batch);
        if (error is null)
        {
            Answer(batch);
        }
        else if (batch.Count == 1 || IsOfTheDatabase(error))
        {
            Fail(batch, error);
        }
        else
        {
            Replay(batch, error);
        }
    }

    /// <summary>Each in a commit of its own, so that only the culprit fails.</summary>
    private void Replay(List<WriteRequest> batch, Exception cause)
    {
        _replays++;
        LogReplay(batch.Count, cause.Message);
        for (var i = 0; i < batch.Count; i++)
        {
            var error = TryCommit([batch[i]]);
            if (error is null)
            {
                Answer([batch[i]]);
            }
            else if (IsOfTheDatabase(error))
            {
                Fail(batch[i..], error); // each of the rest would wait as long for the same answer
                return;
            }
            else
            {
                Fail([batch[i]], error);
            }
        }
    }

    private Exception? TryCommit(List<WriteRequest> batch)
    {
        try
        {
            _session ??= SqlSession.OpenWriter(_options);
            _session.Execute("BEGIN IMMEDIATE");
            foreach (var request in batch)
            {
                request.Result = _session.ExecuteInside(request.Text, request.Arguments);
            }

            _session.Execute("COMMIT");
            return null;
        }
        catch (Exception error)
        {
            Abandon(error);
            return error;
        }
    }

    /// <summary>Leaves no transaction behind, and no connection that may be damaged: the next batch opens its own.</summary>
    private void Abandon(Exception error)
    {
        try
        {
            if (_session is { InTransaction: true })
            {
                _session.Execute("ROLLBACK");
            }

            if (!NeedsNewConnection(error))
            {
                return;
            }
        }
        catch (Exception rollback)
        {
            LogRollbackFailed(rollback);
        }

        CloseSession();
    }

    private void Answer(List<WriteRequest> batch)
    {
        _commits++;
        _writes += batch.Count;
        _largestBatch = Math.Max(_largestBatch, batch.Count);
        _longestWait = Math.Max(_longestWait, batch[0].Age.Ticks); // the first has waited longest
        _lastError = null;
        foreach (var request in batch)
        {
            request.Committed();
        }
    }

    private void Fail(List<WriteRequest> batch, Exception error)
    {
        _failures += batch.Count;
        _lastError = error.Message;
        if (IsOfTheDatabase(error))
        {
            LogDatabaseFailed(batch.Count, error);
        }

        foreach (var request in batch)
        {
            // One exception object per caller: a shared one would mix their stack traces.
            request.Failed(error is SqliteException sqlite
                ? new SqliteException(sqlite.Message, sqlite.SqliteErrorCode, sqlite.SqliteExtendedErrorCode)
                : new InvalidOperationException(error.Message, error));
        }
    }

    /// <summary>True if every statement would meet it: trying them one by one would only make the others wait.</summary>
    private static bool IsOfTheDatabase(Exception error) => error is SqliteException
    {
        SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL
    } || NeedsNewConnection(error);

    private static bool NeedsNewConnection(Exception error) => error is SqliteException
    {
        SqliteErrorCode: raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_CANTOPEN
            or raw.SQLITE_READONLY or raw.SQLITE_NOMEM or raw.SQLITE_INTERNAL or raw.SQLITE_MISUSE or raw.SQLITE_NOTFOUND
    };
}
