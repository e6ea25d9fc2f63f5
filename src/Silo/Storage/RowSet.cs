namespace Apex.Storage;

/// <summary>What a statement gave back, read to its end.</summary>
/// <param name="Columns">Names in order; empty for a statement without a result.</param>
/// <param name="Rows">Values: null, long, double, string or byte[].</param>
/// <param name="Changes">Rows that the statement changed, triggers not counted.</param>
internal sealed record RowSet(string[] Columns, List<object?[]> Rows, int Changes)
{
    /// <summary>A conditional write whose condition did not hold has none.</summary>
    public bool IsEmpty => Rows.Count == 0;
}

/// <param name="Name">Name without its prefix.</param>
/// <param name="Value">null, text, number, bool, bytes or a time.</param>
internal readonly record struct SqlArgument(string Name, object? Value);
