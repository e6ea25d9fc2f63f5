using System.Text;
using System.Text.Json;
using Apex.Cluster.Tests.Harness;

namespace Apex.Cluster.Tests;

/// <summary>The table of SPEC 3, from how a command ends to the exit code of <c>apex run</c>, through the real program.</summary>
public sealed class VerdictTableTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    /// <summary>Wants 300 MiB at once, and no more if nothing stops it.</summary>
    private const string Greedy = "dd if=/dev/zero of=/dev/null bs=300M count=4";

    private const string Green = "<testsuite><testcase name='a'/></testsuite>";
    private const string Red = "<testsuite><testcase name='a'/><testcase name='b'><failure/></testcase></testsuite>";
    private const string Left = "<testsuite><testcase name='a'><skipped/></testcase></testsuite>";

    private static readonly Row[] Table =
    [
        new("passes", "exit 0", 0, "passed"),
        new("report_green", Reported(Green, 0), 0, "passed", More: "results: {format: junit}"),

        new("fails", "exit 1", 1, "failed", "test"),
        new("signal", "kill -SEGV $$", 1, "failed", "test", Reason: "SIGSEGV"),
        new("signal_of_a_child", "sh -c 'kill -KILL $$'", 1, "failed", "test", Reason: "SIGKILL"),
        new("report_red_wins", Reported(Red, 0), 1, "failed", "test", "results: {format: junit}"),
        new("code_wins_over_green", Reported(Green, 1), 1, "failed", "test", "results: {format: junit}", "although its report lists 1 tests and no failure"),

        new("not_executable", "touch here; ./here", 3, "error", "config", Reason: "126"),
        new("not_found", "no-such-program-at-all", 3, "error", "config", Reason: "127"),
        new("exec_fails", "[no-such-program-at-all]", 3, "error", "config"),
        new("no_folder", "exit 0", 3, "error", "config", "working_directory: no/such/folder"),
        new("pytest_usage", "exit 4", 3, "error", "config", "framework: pytest"),
        new("platform_usage", "exit 5", 3, "error", "config", "framework: dotnet"),
        new("platform_session", "exit 7", 3, "error", "config", "framework: dotnet"),
        new("platform_adapter", "exit 10", 3, "error", "config", "framework: dotnet"),
        new("torn_report", Reported("<testsuite><testcase name='a'/>", 0), 3, "error", "config", "results: {format: junit}", "cannot be read"),

        new("no_report", "exit 0", 5, "no_tests", null, "results: {format: junit}", "no junit report was written"),
        new("empty_file", Reported("", 0), 5, "no_tests", null, "results: {format: junit}"),
        new("empty_report", Reported("<testsuite/>", 0), 5, "no_tests", null, "results: {format: junit}", "the report lists none"),
        new("all_skipped", Reported(Left, 0), 5, "no_tests", null, "results: {format: junit}", "all 1 were skipped"),
        new("stale_report", "exit 0", 5, "no_tests", null, "results: {format: junit, path: old/*.xml}", "looked for old/*.xml"),
        new("renewed_report", $"echo \"{Red}\" > old/green.xml", 1, "failed", "test", "results: {format: junit, path: old/*.xml}"),
        new("pytest_none", "exit 5", 5, "no_tests", null, "framework: pytest"),
        new("platform_none", "exit 8", 5, "no_tests", null, "framework: dotnet"),
        new("nextest_none", "exit 4", 5, "no_tests", null, "framework: nextest"),
        new("none_is_a_warning", "exit 0", 0, "passed", null, "no_tests: warn; results: {format: junit}"),

        new("oom_of_the_leader", $"exec {Greedy}", 3, "error", "oom", "limits: {memory_mb: 64}", "limit 64 MiB"),
        new("oom_of_a_child", $"{Greedy}; exit 1", 3, "error", "oom", "limits: {memory_mb: 64}", "peak"),

        new("timeout", "sleep 60", 6, "timed_out", "timeout", "timeout_seconds: 1"),
        new("hang", "echo once; sleep 60", 6, "timed_out", "hang", "no_output_timeout_seconds: 1"),
    ];

    [Fact]
    public async Task Run_OfEachEnd_HasItsVerdictClassAndExitCode()
    {
        await using var home = shared.Project();
        home.Configure(Yaml());
        Directory.CreateDirectory(Path.Combine(home.Project, "old"));
        await File.WriteAllTextAsync(Path.Combine(home.Project, "old/green.xml"), Green, TestContext.Current.CancellationToken);
        var wrong = new StringBuilder();
        foreach (var row in Table)
        {
            var run = await home.RunAsync("run", "--category", row.Name, "-o", "json");
            var found = Outcome(run, row.Name);
            if (found != (row.Exit, row.Verdict, row.Verdict, row.Class))
            {
                wrong.AppendLine($"{row.Name}: expected {(row.Exit, row.Verdict, row.Verdict, row.Class)}, found {found}");
            }

            if (row.Reason is not null && !run.Output.Contains(row.Reason, StringComparison.Ordinal))
            {
                wrong.AppendLine($"{row.Name}: '{row.Reason}' is not said in\n{run.Output}");
            }
        }

        wrong.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task Cancel_OfARunningCategory_IsCancelledAndExits130()
    {
        await using var home = shared.Project();
        home.Configure(Projects.Single("echo START >> \"$WITNESS\"; exec sleep 600"));
        var id = await home.DetachAsync();
        await ApexHome.UntilAsync(() => home.WitnessCount("START") == 1, "the start of the command");

        (await home.RunAsync("cancel", id)).ShouldExit(0);
        var watch = await home.RunAsync("watch", id, "-o", "json");

        Outcome(watch, "only").ShouldBe((130, "cancelled", "cancelled", "cancelled"));
    }

    /// <summary>The runner is the parent of what it starts: a command that kills it takes the host's word away, four times.</summary>
    [Fact]
    public async Task Run_OfACommandThatKillsItsRunnerEachTime_IsAnErrorOfInfraAfterThreeMorePlacements()
    {
        await using var home = new ApexHome();
        home.Configure(Projects.Single("echo START >> \"$WITNESS\"; kill -KILL $PPID; sleep 600"));

        var run = await home.RunAsync("run", "-o", "json");

        Outcome(run, "only").ShouldBe((3, "error", "error", "infra"));
        home.WitnessCount("START").ShouldBe(4);
    }

    private static (int Exit, string Execution, string Category, string? Class) Outcome(CommandResult run, string category)
    {
        JsonElement status;
        try
        {
            status = run.Json();
        }
        catch (JsonException)
        {
            return (run.ExitCode, run.Errors, "", null);
        }

        var found = status.Category(category);
        return (run.ExitCode, status.Verdict(), found.Verdict(), found.Attempts()[^1].GetProperty("class").GetString());
    }

    private static string Reported(string report, int exit) => $"printf '%s' \"{report}\" > \"$APEX_RESULTS_DIR/r.xml\"; exit {exit}";

    private static string Yaml()
    {
        var text = new StringBuilder("project: verdicts\nlayers:\n  table:\n    categories:\n");
        foreach (var row in Table)
        {
            text.Append("      - name: ").AppendLine(row.Name).Append("        command: ").AppendLine(row.Command[0] == '[' ? row.Command : $"\"{row.Command.Replace("\\", @"\\").Replace("\"", "\\\"")}\"");
            foreach (var field in (row.More ?? "").Split("; ", StringSplitOptions.RemoveEmptyEntries))
            {
                text.Append("        ").AppendLine(field);
            }
        }

        return text.ToString();
    }

    private sealed record Row(string Name, string Command, int Exit, string Verdict, string? Class = null, string? More = null, string? Reason = null);
}
