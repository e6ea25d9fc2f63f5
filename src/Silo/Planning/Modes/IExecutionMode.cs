namespace Apex.Planning.Modes;

/// <summary>How a run is composed: which layers, what runs in the background, how long, and what it came to. One class a mode, registered by id.</summary>
/// <remarks>
/// Three steps, all pure: <see cref="Choose"/> prepares, <see cref="Plan"/> has the last word on the plan, <see cref="Judge"/> on the gate. A mode of
/// one's own is registered as a service of this type; a mode of the same id in a project's file replaces it.
/// </remarks>
public interface IExecutionMode
{
    /// <summary>Id, for example <c>fast_feedback</c>.</summary>
    string Id { get; }

    /// <summary>Other names for it.</summary>
    IReadOnlyList<string> Aliases => [];

    /// <summary>One sentence for <c>apex modes</c>.</summary>
    string Meaning { get; }

    /// <summary>Wall-clock limit, minutes; null for <c>execution.global_timeout_minutes</c>.</summary>
    int? TotalMinutes => null;

    /// <summary>Chooses from what the file has. Pure.</summary>
    ModeChoice Choose(ModeInput input);

    /// <summary>Changes the plan that was made of its choice, for example limits, budgets or priorities; what runs stays what was chosen.</summary>
    ExecutionPlan Plan(ExecutionPlan plan) => plan;

    /// <summary>Says what the gate comes to when its layers have ended. May be asked again after a crash. What somebody cancelled is not asked.</summary>
    Verdict Judge(ModeOutcome outcome) => outcome.Worst;
}

/// <summary>What a mode may choose from.</summary>
public sealed record ModeInput
{
    /// <summary>The file's layers in their order.</summary>
    public required IReadOnlyList<LayerFacts> Layers { get; init; }

    /// <summary>Layers in the foreground, in their order.</summary>
    public IEnumerable<string> Foreground => Layers.Where(static layer => !layer.Background).Select(static layer => layer.Id);

    /// <summary>Layers in the background, in their order.</summary>
    public IEnumerable<string> Background => Layers.Where(static layer => layer.Background).Select(static layer => layer.Id);
}

/// <param name="Id">Layer id.</param>
/// <param name="Background">True if it does not gate.</param>
public sealed record LayerFacts(string Id, bool Background)
{
    /// <summary><c>custom_config</c> of the layer as JSON; null for none.</summary>
    public string? CustomConfig { get; init; }
}

/// <summary>What the layers of the gate came to.</summary>
/// <param name="Layers">Each gating layer with its verdict, in the plan's order.</param>
/// <param name="Worst">The verdict by the rules: the worst of them.</param>
public sealed record ModeOutcome(IReadOnlyList<Executions.LayerOutcome> Layers, Verdict Worst);

/// <summary>What a mode chose.</summary>
public sealed record ModeChoice
{
    /// <summary>Layers that it wants; those that the file does not have are left out.</summary>
    public required IReadOnlyList<string> Layers { get; init; }

    /// <summary>Categories to restrict them to; empty for all.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Replaces <c>fail_fast</c> of every layer; null keeps them.</summary>
    public FailFast? FailFast { get; init; }

    /// <summary>True: background layers begin at once, whatever they depend on.</summary>
    public bool BackgroundBeside { get; init; }

    /// <summary>True: the layers run as they are, nothing that they depend on is added.</summary>
    public bool Alone { get; init; }

    /// <summary>True: the categories that are named run in one layer, with what they depend on.</summary>
    public bool WithoutLayers { get; init; }
}
