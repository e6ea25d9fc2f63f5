namespace Apex.Configuration;

/// <summary>"Did you mean …?" for a name that is nearly one of those that exist.</summary>
internal static class Suggestion
{
    private const int LongestName = 40;

    /// <summary>Names compared at most, so that a wrong file of ten thousand names stays cheap.</summary>
    private const int MostNames = 500;

    /// <returns><c>; did you mean 'x'?</c> or nothing.</returns>
    public static string For(string name, IEnumerable<string> existing) => Nearest(name, existing) is { } near ? $"; did you mean '{near}'?" : "";

    public static string? Nearest(string name, IEnumerable<string> existing)
    {
        if (name.Length is 0 or > LongestName)
        {
            return null;
        }

        var allowed = Math.Max(1, name.Length / 3);
        return existing
            .Take(MostNames)
            .Where(candidate => candidate.Length <= LongestName && Math.Abs(candidate.Length - name.Length) <= allowed)
            .Select(candidate => (candidate, distance: Distance(name, candidate)))
            .Where(pair => pair.distance <= allowed)
            .OrderBy(static pair => pair.distance)
            .ThenBy(static pair => pair.candidate)
            .Select(static pair => pair.candidate)
            .FirstOrDefault();
    }

    /// <summary>Edits to get from one to the other: insert, delete, replace, swap neighbours. Case counts as equal.</summary>
    private static int Distance(string left, string right)
    {
        var table = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            table[i, 0] = i;
        }

        for (var j = 0; j <= right.Length; j++)
        {
            table[0, j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = Same(left[i - 1], right[j - 1]) ? 0 : 1;
                var best = Math.Min(Math.Min(table[i - 1, j] + 1, table[i, j - 1] + 1), table[i - 1, j - 1] + cost);
                var swapped = i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]);
                table[i, j] = swapped ? Math.Min(best, table[i - 2, j - 2] + 1) : best;
            }
        }

        return table[left.Length, right.Length];
    }

    private static bool Same(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
