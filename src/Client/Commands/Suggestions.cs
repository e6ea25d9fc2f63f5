namespace Apex.Commands;

/// <summary>Finds the word that was meant.</summary>
internal static class Suggestions
{
    /// <summary>" — did you mean 'x'?" or nothing.</summary>
    public static string DidYouMean(string typed, IEnumerable<string> known) =>
        Nearest(typed, known) is { } word ? $" — did you mean '{word}'?" : "";

    public static string? Nearest(string typed, IEnumerable<string> known)
    {
        var limit = Math.Max(1, typed.TrimStart('-').Length / 3);
        return known
            .Select(word => (Word: word, Distance: Distance(typed, word)))
            .Where(hit => hit.Distance <= limit || (typed.Length > 2 && hit.Word.StartsWith(typed, StringComparison.Ordinal)))
            .OrderBy(hit => hit.Distance)
            .Select(hit => hit.Word)
            .FirstOrDefault();
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours between two words.</summary>
    private static int Distance(string left, string right)
    {
        var cost = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                var same = left[i - 1] == right[j - 1] ? 0 : 1;
                cost[i, j] = Math.Min(Math.Min(cost[i - 1, j] + 1, cost[i, j - 1] + 1), cost[i - 1, j - 1] + same);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[left.Length, right.Length];
    }
}
