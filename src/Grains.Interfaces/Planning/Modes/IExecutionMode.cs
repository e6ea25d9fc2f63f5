namespace Apex.Planning.Modes;

/// <summary>How a run is composed: which layers, what runs in the background, how long, and what it came to. One class a mode, found by its id.</summary>
/// <remarks>
/// Three steps, all pure: <see cref="Choose"/> prepares, <see cref="Plan"/> has the last word on the plan, <see cref="Judge"/> on the gate. A public
/// class with a constructor without parameters, in a folder of the silo's <c>extensions/</c>, is a mode like the built-in ones; of the same id, it
/// replaces one. A mode of the same id in a project's file replaces it there, unless that file only gives it a <c>custom_config</c>.
/// </remarks>
public interface IExecutionMode
{
    /// <summary>Id, for example <c>fast_feedback</c>: <c>[a-z][a-z0-9_]*</c>.</summary>
    string Id { get; }

    /// <summary>Other names for it.</summary>
    IReadOnlyList<string> Aliases => [];

    /// <summary>One sentence for <c>apex modes</c>.</summary>
    string Meaning { get; }

    /// <summary>Wall-clock limit, minutes, 1–1440; null for <c>execution.global_timeout_minutes</c>.</summary>
    int? TotalMinutes => null;

    /// <summary>Chooses from what the file has. Pure. Asked for plans and by <c>apex modes</c>.</summary>
    ModeChoice Choose(ModeInput input);

    /// <summary>Changes the plan that was made of its choice, for example limits, budgets or priorities; what runs stays what was chosen.</summary>
    ExecutionPlan Plan(ExecutionPlan plan) => plan;

    /// <summary>Says what the gate comes to when its layers have ended. May be asked again after a crash. What somebody cancelled is not asked.</summary>
    Verdict Judge(ModeOutcome outcome) => outcome.Worst;
}
