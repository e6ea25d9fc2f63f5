using Apex.Connection;
using Apex.Executions;

namespace Apex.Runs;

/// <summary>Finds the execution that a person means: a whole id, a unique beginning of one, or <c>latest</c>.</summary>
internal static class ExecutionFinder
{
    private const int Search = 1000;
    private const int Shown = 8;

    public static async Task<string> FindAsync(ApexClient client, string text, CancellationToken cancellationToken)
    {
        if (Guid.TryParseExact(text, "D", out var whole))
        {
            return whole.ToString("D");
        }

        if (text is "latest" or "last")
        {
            var newest = await client.ListAsync(new ExecutionListQuery { Limit = 1 }, cancellationToken);
            return newest.Count > 0 ? newest[0].Id : throw NotFound("nothing has been run here yet");
        }

        var prefix = text.ToLowerInvariant();
        if (prefix.Length is < 4 or > 36 || prefix.Any(c => !char.IsAsciiHexDigit(c) && c != '-'))
        {
            throw CliException.Usage($"'{text}' is not an execution id: expected an id, at least its first 4 digits, or 'latest'");
        }

        var all = await client.ListAsync(new ExecutionListQuery { Limit = Search }, cancellationToken);
        var hits = all.Where(item => item.Id.StartsWith(prefix, StringComparison.Ordinal)).ToList();
        return hits.Count switch
        {
            1 => hits[0].Id,
            0 => throw NotFound($"no execution has an id that begins with {text}"),
            _ => throw CliException.Refused("ambiguous_id", $"{hits.Count} executions begin with {text}", [.. hits.Take(Shown).Select(hit => $"{hit.Id}  {hit.Project}  {hit.Mode}")]),
        };
    }

    /// <summary>The answer to an id that no execution has.</summary>
    public static CliException NotFound(string message) => CliException.Refused("not_found", message, "`apex list` shows what there is");
}
