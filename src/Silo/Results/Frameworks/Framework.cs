namespace Apex.Results.Frameworks;

/// <summary>What Apex knows of a test framework: what its exit codes mean and how to ask it for a report.</summary>
internal sealed record Framework
{
    public required string Id { get; init; }

    /// <summary>Codes that do not mean "tests failed"; 0 is a pass and any other code a failure.</summary>
    public IReadOnlyDictionary<int, ExitMeaning> Codes { get; init; } = new Dictionary<int, ExitMeaning>();

    /// <summary>Arguments that make it write a report, by format. <c>$APEX_RESULTS_DIR</c> in them is for a shell to fill in.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ReportArguments { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Parts of a command that show that it asks for a report itself.</summary>
    public IReadOnlyList<string> ReportMarks { get; init; } = [];
}

/// <summary>What an exit code says.</summary>
internal enum ExitMeaning
{
    Passed = 0,
    TestsFailed = 1,
    NoTests = 2,

    /// <summary>The command cannot run as configured.</summary>
    Config = 3,
}
