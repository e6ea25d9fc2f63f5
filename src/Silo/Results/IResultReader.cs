using Apex.Categories;
using Apex.Planning;
using Apex.Runner;

namespace Apex.Results;

/// <summary>Turns the end of a command and its reports into a verdict (SPEC 3).</summary>
public interface IResultReader
{
    /// <param name="category">What was to run.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="spoolFolder">Folder of the attempt; its <c>results</c> subfolder was APEX_RESULTS_DIR.</param>
    /// <param name="projectFolder">For report globs and for making file names relative.</param>
    AttemptOutcome Read(CategoryPlan category, AttemptEnd end, string spoolFolder, string projectFolder);
}

/// <summary>Verdict of one attempt.</summary>
public sealed record AttemptOutcome
{
    public required Verdict Verdict { get; init; }

    public FailureClass Class { get; init; }

    public TestCounts? Counts { get; init; }

    public IReadOnlyList<TestFailure> Failures { get; init; } = [];

    public IReadOnlyList<string> Reports { get; init; } = [];

    /// <summary>Files that were kept with it; null for none.</summary>
    public KeptArtifacts? Artifacts { get; init; }

    public string? Reason { get; init; }

    /// <summary>What a reader of the run should know although it does not change the verdict.</summary>
    public IReadOnlyList<Executions.Warning> Warnings { get; init; } = [];

    /// <summary>Tests to tell as events; empty without a report.</summary>
    public IReadOnlyList<TestEnd> Tests { get; init; } = [];
}
