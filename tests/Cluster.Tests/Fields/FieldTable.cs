using System.Text.Json;
using Apex.Cluster.Tests.Harness;

namespace Apex.Cluster.Tests.Fields;

/// <summary>One row for every field of the configuration. A minute lasts six seconds here (<c>APEX_TEST_MINUTE_MS</c>).</summary>
internal static partial class FieldTable
{
    public static IReadOnlyList<FieldRow> Rows { get; } = [.. Whole, .. Defaults, .. Execution, .. Layers, .. Criteria, .. Commands, .. Limits, .. Results, .. Order, .. Modes, .. Background, .. Services];

    private static FieldRow[] Whole =>
    [
        new RealRow("version", "version: 2 #field\n" + One("exit 0"), "2", "0 a=passed"),
        new RealRow("project", "project: special #field\n" + One("exit 0"), "special", "without")
        {
            Seen = static (_, status) => Task.FromResult(status.GetProperty("project").GetString()!),
        },
    ];

    private static FieldRow[] Defaults =>
    [
        new RealRow("defaults.command", "defaults:\n  command: exit 0 #field\nlayers: {one: {categories: [{name: a}]}}", "0 a=passed", "2"),
        new RealRow("defaults.timeout_seconds", "defaults:\n  timeout_seconds: 1 #field\n" + One("sleep 4"), "6 a=timed_out", "0 a=passed"),
        new RealRow("defaults.shell", "defaults:\n  shell: \"false\" #field\n" + One("exit 0"), "1 a=failed", "0 a=passed"),
        new RealRow("defaults.env", "defaults:\n  env: {X: y} #field\n" + One("test \"$X\" = y"), "0 a=passed", "1 a=failed"),
        new RealRow("defaults.working_directory", "defaults:\n  working_directory: sub #field\n" + One("test \"$(basename \"$PWD\")\" = sub"), "0 a=passed", "1 a=failed"),
        new RealRow("defaults.retries", "defaults:\n  retries: 1 #field\n" + One("test $APEX_ATTEMPT = 2"), "0 a=passed", "1 a=failed"),
        new RealRow("defaults.framework", "defaults:\n  framework: pytest #field\n" + One("exit 5"), "5 a=no_tests", "1 a=failed"),
    ];

    private static FieldRow[] Execution =>
    [
        new RealRow("execution.global_timeout_minutes", "execution:\n  global_timeout_minutes: 1 #field\n" + One("sleep 12"), "6 a=timed_out", "0 a=passed"),
        new RealRow("execution.max_parallel_categories", "execution:\n  max_parallel_categories: 1 #field\n" + Two("MEET", "MEET"), "1 a=failed b=failed", "0 a=passed b=passed"),
        new RealRow("execution.max_memory_mb", "execution:\n  max_memory_mb: 512 #field\n" + Two("MEET", "MEET", "resources: {memory_mb: 300}", "resources: {memory_mb: 300}"), "1 a=failed b=failed", "0 a=passed b=passed"),
        new RealRow("execution.max_cpu_percent", "execution:\n  max_cpu_percent: 10 #field\n" + Two("MEET", "MEET", SixPercent, SixPercent), "1 a=failed b=failed", "0 a=passed b=passed"),
        new PlannedRow("execution.inter_layer_delay_seconds", "execution:\n  inter_layer_delay_seconds: 7 #field\n" + One("exit 0"),
            static plan => plan.InterLayerDelayMs, 7000L, 0L, "ExecutionTransitionsTests.Step_PhaseOver_BeginsTheNextAfterThePause"),
    ];

    private static FieldRow[] Modes =>
    [
        new RealRow("modes.<id>.layers", "modes:\n  m:\n    layers: [one] #field\n    max_total_duration_minutes: 60\n" + TwoLayers, "0 a=passed", "0 a=passed b=passed", "--mode", "m"),
        new RealRow("modes.<id>.categories", "modes:\n  m:\n    categories: [b] #field\n    max_total_duration_minutes: 60\n" + TwoLayers, "0 b=passed", "0 a=passed b=passed", "--mode", "m"),
        new RealRow("modes.<id>.max_total_duration_minutes", "modes:\n  m:\n    max_total_duration_minutes: 1 #field\n    layers: [one]\n" + One("sleep 12"), "6 a=timed_out", "0 a=passed", "--mode", "m"),
        new RealRow("modes.<id>.background", "modes:\n  m:\n    background: false #field\n    layers: [one, two]\n" + TwoLayers + "    background: true\n", "", "two", "--mode", "m")
        {
            Seen = static (_, status) => Task.FromResult(string.Join(' ', status.GetProperty("background").EnumerateArray().Select(static layer => layer.GetProperty("name").GetString()))),
        },
        new RealRow("modes.<id>.fail_fast", "modes:\n  m:\n    fail_fast: category #field\n    layers: [one]\n" + Two("exit 1", "exit 0") + "    execution_mode: sequential\n",
            "1 a=failed b=skipped", "1 a=failed b=passed", "--mode", "m"),
        new RealRow("modes.<id>.custom_config", "modes:\n  m:\n    layers: [one]\n    custom_config: {x: 1} #field\n" + One("test -n \"$APEX_MODE_CONFIG\""), "0 a=passed", "1 a=failed", "--mode", "m"),
    ];

    /// <summary>Two of these are more than a tenth of this host.</summary>
    private static string SixPercent => $"resources: {{cpu_percent: {6 * Environment.ProcessorCount}}}";

    private const string TwoLayers = "layers:\n  one: {categories: [{name: a, command: exit 0}]}\n  two:\n    categories: [{name: b, command: exit 0}]\n";

    /// <summary>One layer, one category; further fields of the category may follow.</summary>
    private static string One(string command) => $"layers:\n  one:\n    categories:\n      - name: a\n        command: {command}\n";

    /// <summary>One layer, two categories; further fields of the layer may follow.</summary>
    private static string Two(string first, string second, string ofFirst = "", string ofSecond = "") =>
        $"layers:\n  one:\n    categories:\n{Category("a", first, ofFirst)}{Category("b", second, ofSecond)}";

    private static string Category(string name, string command, string field) =>
        $"      - name: {name}\n        command: {command}\n{(field.Length > 0 ? $"        {field}\n" : "")}";

    private static async Task<string> EventsAsync(ApexHome home, JsonElement status, Func<JsonElement, string?> seen)
    {
        var watch = await home.RunAsync("watch", status.GetProperty("id").GetString()!, "-o", "jsonl");
        var lines = watch.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', lines.Select(static line => JsonDocument.Parse(line).RootElement).Select(seen).OfType<string>());
    }
}
