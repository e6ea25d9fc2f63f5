using System.Text.Json;
using Apex.Planning;
using Apex.Planning.Modes;

namespace Apex.Example;

/// <summary>Every foreground layer; those whose <c>custom_config</c> says <c>advisory: true</c> cannot fail the run.</summary>
/// <remarks><c>modes.advisory.custom_config.budget_factor</c> multiplies the budget of each layer.</remarks>
public sealed class AdvisoryMode : IExecutionMode
{
    /// <inheritdoc/>
    public string Id => "advisory";

    /// <inheritdoc/>
    public string Meaning => "every foreground layer; failures of those marked advisory are advice";

    /// <inheritdoc/>
    public int? TotalMinutes => 30;

    /// <inheritdoc/>
    public ModeChoice Choose(ModeInput input) => new() { Layers = [.. input.Foreground] };

    /// <inheritdoc/>
    public ExecutionPlan Plan(ExecutionPlan plan)
    {
        var factor = Read(plan.ModeConfig, "budget_factor") is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : 1;
        return factor is >= 1 and <= 10
            ? plan with { Layers = [.. plan.Layers.Select(layer => Planned(layer, factor))] }
            : throw new InvalidOperationException($"budget_factor is {factor}; expected 1–10");
    }

    /// <inheritdoc/>
    public Verdict Judge(ModeOutcome outcome)
    {
        var deciding = outcome.Layers.Where(static layer => !IsAdvisory(layer.CustomConfig)).ToList();
        return deciding.Count > 0 && deciding.TrueForAll(static layer => layer.Verdict == Verdict.Passed) ? Verdict.Passed : outcome.Worst;
    }

    // A layer that is only advice must not stop those that decide.
    private static LayerPlan Planned(LayerPlan layer, int factor) => layer with
    {
        BudgetMs = layer.BudgetMs * factor,
        FailFast = IsAdvisory(layer.CustomConfig) ? FailFast.Disabled : layer.FailFast,
    };

    private static bool IsAdvisory(string? customConfig) => Read(customConfig, "advisory") is { ValueKind: JsonValueKind.True };

    private static JsonElement? Read(string? json, string name) =>
        json is not null && JsonDocument.Parse(json).RootElement.TryGetProperty(name, out var value) ? value : null;
}
