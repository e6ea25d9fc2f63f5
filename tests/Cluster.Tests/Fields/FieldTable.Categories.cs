using Apex.Cluster.Tests.Harness;

namespace Apex.Cluster.Tests.Fields;

/// <summary>Fields of categories.</summary>
internal static partial class FieldTable
{
    private const string Passing = "<testsuite name=\"s\" tests=\"1\"><testcase name=\"t\"/></testsuite>";
    private const string Failing = "<testsuite name=\"s\" tests=\"1\" failures=\"1\"><testcase name=\"t\"><failure/></testcase></testsuite>";

    private static FieldRow[] Commands =>
    [
        new RealRow(Of("name"), "layers:\n  one:\n    categories:\n      - command: exit 0\n        name: a #field\n", "0 a=passed", "2"),
        new RealRow(Of("command"), "defaults: {command: exit 1}\nlayers:\n  one:\n    categories:\n      - name: a\n        command: exit 0 #field\n", "0 a=passed", "1 a=failed"),
        new RealRow(Of("working_directory"), One("test \"$(basename \"$PWD\")\" = sub") + "        working_directory: sub #field\n", "0 a=passed", "1 a=failed"),
        new RealRow(Of("env"), One("test \"$X\" = y") + "        env: {X: y} #field\n", "0 a=passed", "1 a=failed"),
        new RealRow(Of("shell"), One("exit 0") + "        shell: \"false\" #field\n", "1 a=failed", "0 a=passed"),
        new RealRow(Of("custom_settings"), One("test \"$APEX_CATEGORY_SETTINGS\" = '{\"x\":1}'") + "        custom_settings: {x: 1} #field\n", "0 a=passed", "1 a=failed"),
        new RealRow(Of("include"), One(Filtered("-k one")) + "        framework: pytest\n        include: [one] #field\n", "0 a=passed", "1 a=failed"),
        new RealRow(Of("exclude"), One(Filtered("-k not (one)")) + "        framework: pytest\n        exclude: [one] #field\n", "0 a=passed", "1 a=failed"),
        new RealRow(Of("requires"), One("exit 0") + "        requires: [real_services] #field\n", "2", "0 a=passed"),
    ];

    /// <summary>Passes if Apex adds these arguments.</summary>
    private static string Filtered(string arguments) => $"set -- {{apex_args}}; test \"$*\" = '{arguments}'";

    private static FieldRow[] Limits =>
    [
        new RealRow(Of("timeout_seconds"), One("sleep 4") + "        timeout_seconds: 1 #field\n", "6 a=timed_out", "0 a=passed"),
        new RealRow(Of("no_output_timeout_seconds"), One("sleep 4") + "        no_output_timeout_seconds: 1 #field\n", "6 a=timed_out", "0 a=passed"),
        new RealRow(Of("max_parallel_instances"), One("MEET") + "        max_parallel_instances: 2 #field\n", "0 a=passed, 0 a=passed", "1 a=failed, 1 a=failed", "--allow-shared-tree") { Runs = 2 },
        new RealRow(Of("locks"), Two("MEET", "MEET", "locks: [meeting_room] #field", "locks: [meeting_room] #field"), "1 a=failed b=failed", "0 a=passed b=passed"),
        new RealRow(Of("resources.memory_mb"), One("exit 0") + "        resources:\n          memory_mb: 1048576 #field\n", "3 a=error", "0 a=passed"),
        new RealRow(Of("resources.cpu_percent"), One("exit 0") + "        resources:\n          cpu_percent: 102400 #field\n", "3 a=error", "0 a=passed"),
        new RealRow(Of("resources.dedicated"), Two("MEET", "MEET", "resources: {dedicated: true} #field"), "1 a=failed b=failed", "0 a=passed b=passed") { Alone = true },
        new RealRow(Of("limits.memory_mb"), One("(head -c 150000000 /dev/zero; sleep 1) | tail -n 1 > /dev/null") + "        limits:\n          memory_mb: 64 #field\n", "3 a=error", "0 a=passed"),
        new RealRow(Of("limits.processes"), One("for i in 1 2 3 4 5 6 7 8; do sleep 1 & done; wait") + "        limits:\n          processes: 4 #field\n", "1 a=failed", "0 a=passed"),
        new PlannedRow(Of("limits.cpu_percent"), One("exit 0") + "        limits:\n          cpu_percent: 50 #field\n",
            static plan => plan.Layers[0].Categories[0].CpuLimitPercent ?? 0, 50, 0, "LimitTests.Cpu_UnderAQuota_UsesThatAndNoMore"),
        new RealRow(Of("limits.log_mb"), One("head -c 3000000 /dev/zero | tr '\\0' x | fold -w 100") + "        limits:\n          log_mb: 1 #field\n", "cut", "whole")
        {
            Seen = static async (home, status) => (await home.RunAsync("logs", status.GetProperty("id").GetString()!)).Output.Contains("bytes cut", StringComparison.Ordinal) ? "cut" : "whole",
        },
        new RealRow(Of("retries"), One("test $APEX_ATTEMPT = 2") + "        retries: 1 #field\n", "0 a=passed", "1 a=failed"),
        new RealRow(Of("retry_on"), One("test $APEX_ATTEMPT = 2") + "        retries: 1\n        retry_on: [timeout] #field\n", "1 a=failed", "0 a=passed"),
    ];

    private static FieldRow[] Results =>
    [
        new RealRow(Of("results.format"), One($"test -z \"$APEX_RESULTS_DIR\" || echo '{Failing}' > \"$APEX_RESULTS_DIR/r.xml\"") + "        results:\n          format: junit #field\n",
            "1 a=failed", "0 a=passed"),
        new RealRow(Of("results.path"), One($"echo '{Passing}' > sub/r.xml") + "        results:\n          format: junit\n          path: sub/*.xml #field\n", "0 a=passed", "5 a=no_tests"),
        new RealRow(Of("no_tests"), One("exit 5") + "        framework: pytest\n        no_tests: pass #field\n", "0 a=passed", "5 a=no_tests"),
        new RealRow(Of("framework"), One("exit 5") + "        framework: pytest #field\n", "5 a=no_tests", "1 a=failed"),
    ];

    private static FieldRow[] Order =>
    [
        new RealRow(Of("priority_order"), Two("test -e done", "touch done", "priority_order: 2 #field") + "    execution_mode: sequential\n", "0 a=passed b=passed", "1 a=failed b=passed"),
        new RealRow(Of("depends_on"), Two("exit 1", "exit 0", ofSecond: "depends_on: [a] #field"), "1 a=failed b=skipped", "1 a=failed b=passed"),
    ];

    private static string Of(string field) => $"layers.<id>.categories[].{field}";
}
