using System.Text.RegularExpressions;
using Apex.Planning;
using Apex.Planning.Modes;

namespace Apex.Extensions;

/// <summary>A mode of an extension: what it says of itself is read once and checked, so that lists of modes can rely on it.</summary>
internal sealed partial class ExtensionMode : IExecutionMode
{
    private readonly IExecutionMode _inner;

    /// <exception cref="ExtensionException">It says something of itself that cannot be.</exception>
    public ExtensionMode(IExecutionMode inner)
    {
        _inner = inner;
        (Id, Aliases, Meaning, TotalMinutes) = (inner.Id, [.. inner.Aliases ?? []], inner.Meaning, inner.TotalMinutes);
        foreach (var name in (string?[])[Id, .. Aliases])
        {
            if (name is null || !NamePattern().IsMatch(name))
            {
                throw new ExtensionException($"{inner.GetType().FullName}: mode '{name}' is no id; expected [a-z][a-z0-9_]*, at most 64 characters");
            }
        }

        if (string.IsNullOrWhiteSpace(Meaning))
        {
            throw new ExtensionException($"{inner.GetType().FullName}: mode '{Id}' has no meaning; it is one sentence for 'apex modes'");
        }

        if (TotalMinutes is < 1 or > 1440)
        {
            throw new ExtensionException($"{inner.GetType().FullName}: mode '{Id}' has {TotalMinutes} total minutes; expected 1–1440, or null");
        }
    }

    public string Id { get; }

    public IReadOnlyList<string> Aliases { get; }

    public string Meaning { get; }

    public int? TotalMinutes { get; }

    public ModeChoice Choose(ModeInput input) => _inner.Choose(input) ?? throw new InvalidOperationException("it chose null");

    public ExecutionPlan Plan(ExecutionPlan plan) => _inner.Plan(plan) ?? throw new InvalidOperationException("it planned null");

    public Verdict Judge(ModeOutcome outcome) => _inner.Judge(outcome);

    [GeneratedRegex("^[a-z][a-z0-9_]{0,63}$", RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();
}
