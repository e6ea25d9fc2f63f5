using System.Text.RegularExpressions;
using Apex.Agents;

namespace Apex.Extensions;

/// <summary>Names that extensions take: well-formed, and each taken once.</summary>
internal sealed partial class ExtensionNames
{
    private readonly Dictionary<string, string> _taken = new(StringComparer.Ordinal);

    /// <exception cref="ExtensionException">A name cannot be given; none of the extension's is taken.</exception>
    public void Take(LoadedExtension extension)
    {
        var names = extension.Modes.SelectMany(static mode => mode.Aliases.Prepend(mode.Id)).Select(static name => $"mode '{name}'")
            .Concat(extension.Agents.Select(static agent => AgentName(agent.Name)))
            .ToList();
        foreach (var name in names)
        {
            if (_taken.TryGetValue(name, out var other))
            {
                throw new ExtensionException($"{name} is already the one of extension '{other}'");
            }
        }

        if (names.Count != names.Distinct(StringComparer.Ordinal).Count())
        {
            throw new ExtensionException($"gives a name twice: {string.Join(", ", names)}");
        }

        names.ForEach(name => _taken[name] = extension.Name);
    }

    private static string AgentName(string? name) =>
        name is null || !AgentPattern().IsMatch(name) ? throw new ExtensionException($"agent name '{name}': expected a letter, then at most 63 letters, digits or underscores")
        : StartRules.Kinds.Contains(name) || name == nameof(ExtensionHostAgent) ? throw new ExtensionException($"agent name '{name}' is one of the silo's own")
        : $"agent '{name}'";

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]{0,63}$", RegexOptions.NonBacktracking)]
    private static partial Regex AgentPattern();
}
