using Apex.Results.Frameworks.Filters;

namespace Apex.Results.Frameworks;

/// <summary>What Apex knows of a test framework: what its exit codes mean, how to ask it for a report, how it picks tests.</summary>
internal sealed record Framework
{
    public required string Id { get; init; }

    /// <summary>Codes that do not mean "tests failed"; 0 is a pass and any other code a failure.</summary>
    public IReadOnlyDictionary<int, ExitMeaning> Codes { get; init; } = new Dictionary<int, ExitMeaning>();

    /// <summary>What makes it write a report, by format; empty where the command or a file of the project has to.</summary>
    public IReadOnlyDictionary<string, ReportRequest> Reports { get; init; } = new Dictionary<string, ReportRequest>();

    /// <summary>Parts of a command that show that it asks for a report itself.</summary>
    public IReadOnlyList<string> ReportMarks { get; init; } = [];

    /// <summary>What to do when no report came; null if asking is enough.</summary>
    public string? ReportHint { get; init; }

    /// <summary>How it picks tests; null if Apex knows no way.</summary>
    public ITestFilters? Filters { get; init; }
}

/// <summary>How a report is asked for. <c>$APEX_RESULTS_DIR</c> in it is for a shell to fill in when the attempt starts.</summary>
internal sealed record ReportRequest
{
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Variables of the command.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Another way to ask, and when it is the right one; null if there is one way.</summary>
    public ReportVariant? Variant { get; init; }
}

/// <param name="IfCommandHas">The question is open only for a command with one of these texts.</param>
/// <param name="Test">Shell commands that succeed if the variant is meant: the answer may stand in a file of the tree, which is read where and when the attempt starts.</param>
/// <param name="Arguments">What to add then.</param>
internal sealed record ReportVariant(string IfCommandHas, string Test, IReadOnlyList<string> Arguments);

/// <summary>What an exit code says.</summary>
internal enum ExitMeaning
{
    Passed = 0,
    TestsFailed = 1,
    NoTests = 2,

    /// <summary>The command cannot run as configured.</summary>
    Config = 3,
}
