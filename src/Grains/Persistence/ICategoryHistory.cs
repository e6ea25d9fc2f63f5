namespace Apex.Persistence;

/// <summary>What categories came to in earlier executions. Only orders and estimates rest on it, never what runs or what it means.</summary>
public interface ICategoryHistory
{
    /// <returns>Milliseconds by category name, of those that ran to an end of their own.</returns>
    Task<IReadOnlyDictionary<string, long>> ReadAsync(string project);

    /// <returns>The same of these categories alone.</returns>
    Task<IReadOnlyDictionary<string, long>> ReadAsync(string project, IReadOnlyCollection<string> categories);

    /// <returns>Categories that did not pass when they last ran to an end of their own.</returns>
    Task<IReadOnlySet<string>> FailedAsync(string project);
}
