using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Apex.Storage;

/// <summary>Text and values, handed to the <see cref="GroupCommitDataSource"/>.</summary>
internal sealed class GroupCommitCommand(GroupCommitDataSource source) : SqliteCommand
{
    public override int ExecuteNonQuery() => ExecuteNonQueryAsync(CancellationToken.None).GetAwaiter().GetResult();

    public override async Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) =>
        (await RunAsync(cancellationToken).ConfigureAwait(false)).Changes;

    public override object? ExecuteScalar() => ExecuteScalarAsync(CancellationToken.None).GetAwaiter().GetResult();

    public override async Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken) =>
        (await RunAsync(cancellationToken).ConfigureAwait(false)).Rows is [[var first, ..], ..] ? first : null;

    public override SqliteDataReader ExecuteReader(CommandBehavior behavior) =>
        throw new NotSupportedException("There is no open statement behind this command: call it through DbCommand");

    public override void Cancel()
    {
        // A write that a batch has taken is answered with its outcome.
    }

    public override void Prepare()
    {
        // Statements are prepared once per connection of the pool and of the writer.
    }

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) =>
        ExecuteDbDataReaderAsync(behavior, CancellationToken.None).GetAwaiter().GetResult();

    protected override async Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken) =>
        new RowSetReader(await RunAsync(cancellationToken).ConfigureAwait(false));

    private Task<RowSet> RunAsync(CancellationToken cancellationToken)
    {
        var arguments = new SqlArgument[Parameters.Count];
        for (var i = 0; i < arguments.Length; i++)
        {
            var parameter = Parameters[i];
            arguments[i] = new SqlArgument(parameter.ParameterName.TrimStart('@', ':', '$'), parameter.Value);
        }

        return source.ExecuteAsync(CommandText, arguments, cancellationToken);
    }
}
