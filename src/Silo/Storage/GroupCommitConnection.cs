using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Apex.Storage;

/// <summary>A connection in name: Orleans demands a <see cref="SqliteConnection"/>, so it is one, but it never opens a file.</summary>
internal sealed class GroupCommitConnection(GroupCommitDataSource source) : SqliteConnection
{
    private ConnectionState _state = ConnectionState.Closed;

    public override ConnectionState State => _state;

    public override void Open() => _state = ConnectionState.Open;

    public override Task OpenAsync(CancellationToken cancellationToken)
    {
        _state = ConnectionState.Open;
        return Task.CompletedTask;
    }

    public override void Close() => _state = ConnectionState.Closed;

    public override SqliteCommand CreateCommand() => new GroupCommitCommand(source);

    protected override DbCommand CreateDbCommand() => CreateCommand();

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) =>
        throw new NotSupportedException("The writer owns the transactions: put the condition into the statement");
}
