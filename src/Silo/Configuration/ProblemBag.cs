using Apex.Configuration.Yaml;

namespace Apex.Configuration;

/// <summary>Collects problems, each once, in the order of the files.</summary>
internal sealed class ProblemBag
{
    /// <summary>More than this helps nobody and would make the answer large.</summary>
    private const int Most = 200;

    private readonly HashSet<(Place, string)> _seen = [];
    private readonly List<(Place Place, ConfigurationProblem Problem)> _problems = [];
    private readonly List<SourceText> _files = [];

    /// <summary>True if nothing more is kept: no need to search for suggestions.</summary>
    public bool IsFull => HasErrors && _problems.Count >= Most;

    public bool HasErrors { get; private set; }

    public void Error(Place place, string path, string code, string message) => Add(place, path, code, message, isWarning: false);

    public void Warning(Place place, string path, string code, string message) => Add(place, path, code, message, isWarning: true);

    /// <summary>Takes over everything as it is.</summary>
    public void AddAll(ProblemBag other)
    {
        foreach (var (place, problem) in other._problems)
        {
            Add(place, problem.Path, problem.Code, problem.Message, problem.IsWarning);
        }
    }

    /// <summary>Takes over errors that are not known yet, and says where they hold.</summary>
    public void AddErrors(ProblemBag other, string where)
    {
        foreach (var (place, problem) in other._problems.Where(entry => !entry.Problem.IsWarning && !_seen.Contains((entry.Place, entry.Problem.Message))))
        {
            Error(place, problem.Path, problem.Code, $"{problem.Message} ({where})");
        }
    }

    /// <summary>Files in the order in which they were given, lines and columns in each; what has no place comes last.</summary>
    public List<ConfigurationProblem> ToList() =>
        [.. _problems
            .OrderBy(entry => entry.Place.Source is { } source ? _files.IndexOf(source) : int.MaxValue)
            .ThenBy(static entry => entry.Place.Line)
            .ThenBy(static entry => entry.Place.Column)
            .Select(static entry => entry.Problem)];

    /// <summary>Fixes the order of files, so that it does not depend on which problem was found first.</summary>
    public void Know(SourceText file) => _files.Add(file);

    private void Add(Place place, string path, string code, string message, bool isWarning)
    {
        HasErrors |= !isWarning;
        if (_problems.Count >= Most || !_seen.Add((place, message)))
        {
            return;
        }

        _problems.Add((place, new ConfigurationProblem
        {
            File = place.Source?.Path,
            Line = place.Line,
            Column = place.Column,
            Path = path,
            Message = message,
            Source = place.Source?.Line(place.Line),
            IsWarning = isWarning,
            Code = code,
        }));
    }
}
