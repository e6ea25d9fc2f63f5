namespace Apex.Runner;

/// <summary>Whose turn it is: of two that wait, the one whose project was served longest ago; within a project its branches take turns, then executions, then layers.</summary>
/// <remarks>So the share of a project does not grow with the number of its executions, nor that of an execution with the number of its layers.</remarks>
internal sealed class FairTurns
{
    private const int Kept = 4096;

    private readonly Dictionary<string, long> _served = new(StringComparer.Ordinal);
    private long _turn;

    /// <summary>Keys of an attempt's project, branch, execution and layer.</summary>
    public static string[] SharesOf(AttemptSpec spec) =>
    [
        $"p:{spec.Project}",
        $"b:{spec.Project}:{spec.Branch}",
        $"e:{spec.Id.Execution}",
        $"l:{spec.Id.Execution}/{spec.Id.Layer}",
    ];

    /// <summary>Negative if the first is to be served before the second.</summary>
    public int Compare(string[] first, string[] second)
    {
        for (var level = 0; level < first.Length; level++)
        {
            if (first[level] != second[level] && LastOf(first[level]).CompareTo(LastOf(second[level])) is not 0 and var difference)
            {
                return difference;
            }
        }

        return 0;
    }

    public void Serve(string[] shares)
    {
        _turn++;
        foreach (var share in shares)
        {
            _served[share] = _turn;
        }

        if (_served.Count > Kept)
        {
            // What was served so long ago has its turn now anyway, as if it had never been served.
            foreach (var old in _served.Where(pair => pair.Value < _turn - (Kept / 8)).Select(pair => pair.Key).ToList())
            {
                _served.Remove(old);
            }
        }
    }

    private long LastOf(string share) => _served.GetValueOrDefault(share);
}
