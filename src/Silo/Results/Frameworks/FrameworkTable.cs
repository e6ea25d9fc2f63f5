using Apex.Results.Frameworks.Filters;

namespace Apex.Results.Frameworks;

/// <summary>The frameworks by id. docs/frameworks.md says the same for people.</summary>
internal static class FrameworkTable
{
    private const string JUnitFile = "$APEX_RESULTS_DIR/junit.xml";

    private static readonly Framework Generic = new() { Id = "generic" };

    /// <summary>126: found but not executable; 127: not found. Every shell says so, and no framework uses them.</summary>
    private static readonly Dictionary<int, ExitMeaning> ShellCodes = new() { [126] = ExitMeaning.Config, [127] = ExitMeaning.Config };

    private static readonly IReadOnlyList<Framework> All =
    [
        Generic,
        new()
        {
            // Microsoft.Testing.Platform: 5 bad command line, 7 the session could not be set up, 8 no test ran, 10 the adapter failed. VSTest knows 0 and 1 only.
            Id = "dotnet",
            Codes = new Dictionary<int, ExitMeaning> { [5] = ExitMeaning.Config, [7] = ExitMeaning.Config, [8] = ExitMeaning.NoTests, [10] = ExitMeaning.Config },
            Reports = new Dictionary<string, ReportRequest>
            {
                ["trx"] = new()
                {
                    Arguments = ["--report-trx", "--results-directory", "$APEX_RESULTS_DIR"],
                    // A fixed file name would be overwritten by each further project of a solution.
                    Variant = new ReportVariant("dotnet test", DotNetRunner.IsVSTest, ["--logger", "trx", "--results-directory", "$APEX_RESULTS_DIR"]),
                },
            },
            ReportMarks = ["--report-", "--logger", "-l:", "-l "],
            ReportHint = "Microsoft.Testing.Platform writes TRX only with the package Microsoft.Testing.Extensions.TrxReport",
            Filters = new DotNetFilters(),
        },
        new()
        {
            // 3 internal error, 4 bad usage, 5 nothing collected.
            Id = "pytest",
            Codes = new Dictionary<int, ExitMeaning> { [3] = ExitMeaning.Config, [4] = ExitMeaning.Config, [5] = ExitMeaning.NoTests },
            Reports = new Dictionary<string, ReportRequest> { ["junit"] = new() { Arguments = [$"--junitxml={JUnitFile}"] } },
            ReportMarks = ["--junit"],
            Filters = new PytestFilters(),
        },
        new()
        {
            Id = "vitest",
            Reports = new Dictionary<string, ReportRequest>
            {
                // Without the last flag, no test is exit code 1, the same as a failure. With it the report, or that there is none, says so.
                ["junit"] = new() { Arguments = ["--reporter=default", "--reporter=junit", $"--outputFile.junit={JUnitFile}", "--passWithNoTests"] },
            },
            ReportMarks = ["--reporter"],
            Filters = new ScriptFilters(),
        },
        new()
        {
            Id = "jest",
            Reports = new Dictionary<string, ReportRequest>
            {
                ["junit"] = new()
                {
                    Arguments = ["--reporters=default", "--reporters=jest-junit", "--passWithNoTests"],
                    Variables = new Dictionary<string, string> { ["JEST_JUNIT_OUTPUT_FILE"] = JUnitFile, ["JEST_JUNIT_ADD_FILE_ATTRIBUTE"] = "true" },
                },
            },
            ReportMarks = ["--reporters"],
            ReportHint = "jest writes JUnit with the package jest-junit, which the project has to have",
            Filters = new ScriptFilters(),
        },
        new()
        {
            Id = "go",
            Reports = new Dictionary<string, ReportRequest>
            {
                ["junit"] = new() { Variables = new Dictionary<string, string> { ["GOTESTSUM_JUNITFILE"] = JUnitFile } },
            },
            ReportHint = "go test writes none: run gotestsum, or pipe go test -json into a converter that writes to $APEX_RESULTS_DIR",
            Filters = new GoFilters(),
        },
        new()
        {
            Id = "cargo",
            ReportHint = "cargo test writes none: use cargo nextest",
            Filters = new CargoFilters(),
        },
        new()
        {
            // 4 no test ran, 96 set-up failed, 102 no metadata, 104 no test list, 105 a set-up script failed.
            Id = "nextest",
            Codes = new Dictionary<int, ExitMeaning>
            {
                [4] = ExitMeaning.NoTests, [96] = ExitMeaning.Config, [102] = ExitMeaning.Config, [104] = ExitMeaning.Config, [105] = ExitMeaning.Config,
            },
            ReportHint = "nextest writes one where .config/nextest.toml says so (profile.NAME.junit.path): name it in results.path, for example target/nextest/**/junit.xml",
            Filters = new NextestFilters(),
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
