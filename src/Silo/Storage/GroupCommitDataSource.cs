using System.Data.Common;

namespace Apex.Storage;

/// <summary>What Orleans' ADO.NET providers open their connections from: reads go to the read pool, writes to the one writer.</summary>
/// <remarks>Its connections are not open files; they only make commands. The database is opened by <see cref="SqliteStore"/>.</remarks>
internal sealed class GroupCommitDataSource(SqliteWriter writer, ReadPool readers, string connectionString) : DbDataSource
{
    public override string ConnectionString => connectionString;

    protected override DbConnection CreateDbConnection() => new GroupCommitConnection(this);

    /// <summary>Runs one command: a SELECT at once on the caller's thread (some 10 µs), everything else in the next commit.</summary>
    internal Task<RowSet> ExecuteAsync(string text, IReadOnlyList<SqlArgument> arguments, CancellationToken cancellationToken) =>
        text.AsSpan().TrimStart().StartsWith("SELECT", StringComparison.OrdinalIgnoreCase)
            ? Task.FromResult(readers.Execute(text, arguments))
            : writer.ExecuteAsync(text, arguments, cancellationToken);
}
