using Apex.Planning.Estimates;

namespace Apex.Storage;

/// <summary>The table <c>category_history</c>, kept by a trigger on the rows of categories.</summary>
internal sealed class CategoryHistory(SqliteStore store) : ICategoryHistory
{
    /// <summary>Names that a project once had stay; a plan has at most so many.</summary>
    private const int Most = 20_000;

    private const string Select = "SELECT category, average_ms FROM category_history WHERE project = @project LIMIT @limit";

    public Task<IReadOnlyDictionary<string, long>> ReadAsync(string project) => store.Readers.UseAsync<IReadOnlyDictionary<string, long>>(session =>
        session.Execute(Select, [new("project", project), new("limit", Most)]).Rows.ToDictionary(static row => (string)row[0]!, static row => (long)Math.Round((double)row[1]!)));
}
