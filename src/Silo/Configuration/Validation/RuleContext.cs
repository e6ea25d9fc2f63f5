using Apex.Configuration.Settings;
using Apex.Configuration.Yaml;

namespace Apex.Configuration.Validation;

/// <summary>What a rule sees, and how it speaks.</summary>
internal sealed class RuleContext
{
    private readonly PlaceIndex _places;
    private readonly ProblemBag _problems;

    public RuleContext(LoadedConfiguration configuration, ProblemBag problems)
    {
        _places = configuration.Places;
        _problems = problems;
        Settings = configuration.Settings;
        Layers = LayerOrder.Of(Settings);
        Categories = [.. Layers.SelectMany(static layer => layer.Settings.Categories.Select((category, index) =>
            new CategoryAt(layer, category, $"layers.{layer.Id}.categories[{index}]")))];
        CategoryByName = Categories.GroupBy(static at => at.Settings.Name).ToDictionary(static group => group.Key, static group => group.First());
    }

    public ApexConfiguration Settings { get; }

    public IReadOnlyList<OrderedLayer> Layers { get; }

    public IReadOnlyList<CategoryAt> Categories { get; }

    public IReadOnlyDictionary<string, CategoryAt> CategoryByName { get; }

    /// <summary>True if a file says it, false if it is a default.</summary>
    public bool IsGiven(string path) => _places.TryFind(path, out _);

    public void Error(string path, string code, string message) => _problems.Error(_places.Of(path), path, code, message);

    public void Warning(string path, string code, string message) => _problems.Warning(_places.Of(path), path, code, message);

    /// <summary>Checks a list of names against what exists: unknown ones, itself, and the same twice.</summary>
    public void CheckNames(IReadOnlyList<string> names, string path, string what, ISet<string> existing, string? self = null)
    {
        var seen = new HashSet<string>();
        for (var index = 0; index < names.Count && !_problems.IsFull; index++)
        {
            var (name, at) = (names[index], $"{path}[{index}]");
            if (name == self)
            {
                Error(at, "self_reference", $"'{name}' refers to itself");
            }
            else if (!existing.Contains(name))
            {
                Error(at, $"unknown_{what}", $"there is no {what} '{name}'{Suggestion.For(name, existing)}; {Existing(what, existing)}");
            }

            if (!seen.Add(name))
            {
                Warning(at, "declared_twice", $"'{name}' is declared twice");
            }
        }
    }

    private static string Existing(string what, ISet<string> existing) =>
        existing.Count == 0 ? $"no {what} is defined" : $"defined: {string.Join(", ", existing.Take(40))}{(existing.Count > 40 ? ", …" : "")}";
}

/// <param name="Layer">Its layer.</param>
/// <param name="Settings">The category.</param>
/// <param name="Path">Its path in the configuration.</param>
internal sealed record CategoryAt(OrderedLayer Layer, CategorySettings Settings, string Path);
