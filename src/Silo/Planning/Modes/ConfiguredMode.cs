using Apex.Configuration.Settings;

namespace Apex.Planning.Modes;

/// <summary>A mode in code as a project's file configures it: with a <c>custom_config</c> of its own, and what else the file says beside it.</summary>
internal sealed class ConfiguredMode(IExecutionMode inner, ModeSettings settings) : IExecutionMode
{
    public string Id => inner.Id;

    public IReadOnlyList<string> Aliases => inner.Aliases;

    public string Meaning => inner.Meaning;

    public int? TotalMinutes => settings.MaxTotalDurationMinutes ?? inner.TotalMinutes;

    public static bool IsMeant(ModeSettings settings) => settings is { CustomConfig: not null, Layers.Count: 0, Categories.Count: 0 };

    public ModeChoice Choose(ModeInput input)
    {
        var choice = inner.Choose(input);
        var background = input.Background.ToHashSet(StringComparer.Ordinal);
        return choice with
        {
            FailFast = settings.FailFast ?? choice.FailFast,
            Layers = settings.Background switch
            {
                true => [.. choice.Layers, .. background.Except(choice.Layers)],
                false => [.. choice.Layers.Where(layer => !background.Contains(layer))],
                null => choice.Layers,
            },
        };
    }

    public ExecutionPlan Plan(ExecutionPlan plan) => inner.Plan(plan);

    public Verdict Judge(ModeOutcome outcome) => inner.Judge(outcome);
}
