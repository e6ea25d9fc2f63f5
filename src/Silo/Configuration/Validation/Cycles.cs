namespace Apex.Configuration.Validation;

/// <summary>Finds circles in a graph of names, without recursion.</summary>
internal static class Cycles
{
    /// <returns>Each circle once, as the names on it, beginning with the one that stands first.</returns>
    public static IReadOnlyList<IReadOnlyList<string>> Find(IReadOnlyList<string> names, Func<string, IEnumerable<string>> next)
    {
        var circles = new List<IReadOnlyList<string>>();
        var done = new HashSet<string>();
        foreach (var start in names)
        {
            if (!done.Contains(start) && Walk(start, next, done) is { } circle)
            {
                circles.Add(circle);
            }
        }

        return circles;
    }

    private static List<string>? Walk(string start, Func<string, IEnumerable<string>> next, HashSet<string> done)
    {
        List<string>? circle = null;
        var path = new List<string> { start };
        var onPath = new HashSet<string> { start };
        var branches = new Stack<IEnumerator<string>>();
        branches.Push(next(start).GetEnumerator());
        while (branches.TryPeek(out var branch))
        {
            if (!branch.MoveNext())
            {
                branches.Pop();
                done.Add(path[^1]);
                onPath.Remove(path[^1]);
                path.RemoveAt(path.Count - 1);
            }
            else if (onPath.Contains(branch.Current))
            {
                circle ??= path[path.IndexOf(branch.Current)..];
            }
            else if (!done.Contains(branch.Current))
            {
                path.Add(branch.Current);
                onPath.Add(branch.Current);
                branches.Push(next(branch.Current).GetEnumerator());
            }
        }

        return circle;
    }
}
