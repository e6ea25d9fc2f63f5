namespace Apex.Planning.Estimates;

/// <summary>What categories took in earlier executions. Nothing decides from it.</summary>
public interface ICategoryHistory
{
    /// <returns>Milliseconds by category name, of those that ran to an end of their own.</returns>
    Task<IReadOnlyDictionary<string, long>> ReadAsync(string project);
}
