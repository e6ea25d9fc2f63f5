namespace Apex.Results.Frameworks;

/// <summary>The frameworks by id.</summary>
internal static class FrameworkTable
{
    private static readonly Framework Generic = new() { Id = "generic" };

    /// <summary>126: found but not executable; 127: not found. Every shell says so, and no framework uses them.</summary>
    private static readonly Dictionary<int, ExitMeaning> ShellCodes = new() { [126] = ExitMeaning.Config, [127] = ExitMeaning.Config };

    private static readonly IReadOnlyList<Framework> All =
    [
        Generic,
        new()
        {
            // Microsoft.Testing.Platform: 5 bad command line, 7 the session could not be set up, 8 no test ran, 10 the adapter failed.
            Id = "dotnet",
            Codes = new Dictionary<int, ExitMeaning> { [5] = ExitMeaning.Config, [7] = ExitMeaning.Config, [8] = ExitMeaning.NoTests, [10] = ExitMeaning.Config },
            ReportArguments = new Dictionary<string, IReadOnlyList<string>> { ["trx"] = ["--report-trx", "--results-directory", "$APEX_RESULTS_DIR"] },
            ReportMarks = ["--report-", "--logger", "-l:", "-l "],
        },
        new()
        {
            // 3 internal error, 4 bad usage, 5 nothing collected.
            Id = "pytest",
            Codes = new Dictionary<int, ExitMeaning> { [3] = ExitMeaning.Config, [4] = ExitMeaning.Config, [5] = ExitMeaning.NoTests },
            ReportArguments = new Dictionary<string, IReadOnlyList<string>> { ["junit"] = ["--junitxml=$APEX_RESULTS_DIR/junit.xml"] },
            ReportMarks = ["--junit"],
        },
        new()
        {
            Id = "vitest",
            ReportArguments = new Dictionary<string, IReadOnlyList<string>>
            {
                ["junit"] = ["--reporter=default", "--reporter=junit", "--outputFile.junit=$APEX_RESULTS_DIR/junit.xml"],
            },
            ReportMarks = ["--reporter"],
        },
        new() { Id = "jest" },
        new() { Id = "go" },
        new() { Id = "cargo" },
        new()
        {
            // 4 no test ran, 96 set-up failed, 102 no metadata, 104 no test list, 105 a set-up script failed.
            Id = "nextest",
            Codes = new Dictionary<int, ExitMeaning>
            {
                [4] = ExitMeaning.NoTests, [96] = ExitMeaning.Config, [102] = ExitMeaning.Config, [104] = ExitMeaning.Config, [105] = ExitMeaning.Config,
            },
        },
    ];

    /// <summary>The framework with this id; the generic one for an unknown id, so that an older silo can read a newer plan.</summary>
    public static Framework Of(string id) => All.FirstOrDefault(framework => framework.Id == id) ?? Generic;

    public static ExitMeaning Meaning(string framework, int exitCode)
    {
        if (exitCode == 0)
        {
            return ExitMeaning.Passed;
        }

        return Of(framework).Codes.TryGetValue(exitCode, out var meaning) || ShellCodes.TryGetValue(exitCode, out meaning) ? meaning : ExitMeaning.TestsFailed;
    }
}
