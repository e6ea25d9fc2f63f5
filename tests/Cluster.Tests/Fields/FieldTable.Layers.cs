namespace Apex.Cluster.Tests.Fields;

/// <summary>Fields of layers.</summary>
internal static partial class FieldTable
{
    private static FieldRow[] Layers =>
    [
        new RealRow("layers.<id>.name", One("exit 0") + "    name: First things #field\n", "First things", "")
        {
            Seen = static (home, status) => EventsAsync(home, status, static next =>
                next.GetProperty("type").GetString() == "layer_started" ? next.GetProperty("data").GetProperty("title").GetString() : null),
        },
        new ShownRow("layers.<id>.description", One("exit 0") + "    description: What is quick #field\n", "layers", static shown => shown.GetProperty("layers")[0].GetProperty("description"), "What is quick"),
        new RealRow("layers.<id>.execution_order", """
            layers:
              one:
                execution_order: 2 #field
                execution_mode: sequential
                categories: [{name: a, command: test -e done}]
              two:
                execution_order: 1 #field
                execution_mode: sequential
                categories: [{name: b, command: touch done}]
            """, "0 a=passed b=passed", "1 a=failed b=passed"),
        new PlannedRow("layers.<id>.priority", One("exit 0") + "    priority: 1 #field\n", static plan => plan.Layers[0].Priority, 1, 3, "AdmissionTests.Admit_ByPriority_ThenByArrival"),
        new RealRow("layers.<id>.depends_on", """
            layers:
              one: {categories: [{name: a, command: exit 1}]}
              two:
                depends_on: [one] #field
                categories: [{name: b, command: exit 0}]
            """, "1 a=failed b=skipped", "1 a=failed b=passed"),
        new RealRow("layers.<id>.conflicts_with", """
            defaults:
              command: MEET
            layers:
              one: {categories: [{name: a}]}
              two:
                conflicts_with: [one] #field
                categories: [{name: b}]
            """, "1 a=failed b=failed", "0 a=passed b=passed"),
        new RealRow("layers.<id>.max_duration_minutes", One("sleep 12") + "    max_duration_minutes: 1 #field\n", "6 a=timed_out", "0 a=passed"),
        new RealRow("layers.<id>.resource_limits.max_memory_mb",
            Two("MEET", "MEET", "resources: {memory_mb: 300}", "resources: {memory_mb: 300}") + "    resource_limits:\n      max_memory_mb: 500 #field\n", "1 a=failed b=failed", "0 a=passed b=passed"),
        new RealRow("layers.<id>.resource_limits.max_cpu_percent",
            Two("MEET", "MEET", SixPercent, SixPercent) + "    resource_limits:\n      max_cpu_percent: 10 #field\n", "1 a=failed b=failed", "0 a=passed b=passed"),
        new RealRow("layers.<id>.execution_mode", Two("MEET", "MEET") + "    execution_mode: sequential #field\n", "1 a=failed b=failed", "0 a=passed b=passed"),
        new RealRow("layers.<id>.fail_fast", Two("exit 1", "exit 0") + "    execution_mode: sequential\n    fail_fast: immediate #field\n", "1 a=failed b=skipped", "1 a=failed b=passed"),
        new RealRow("layers.<id>.background", """
            layers:
              one: {categories: [{name: a, command: exit 0}]}
              two:
                background: true #field
                categories: [{name: b, command: exit 1}]
            """, "0 a=passed", "1 a=passed b=failed"),
        new RealRow("layers.<id>.resource_limits.max_parallel_instances", Two("MEET", "MEET") + "    resource_limits:\n      max_parallel_instances: 1 #field\n",
            "1 a=failed b=failed", "0 a=passed b=passed"),
        new RealRow("layers.<id>.environment_overrides", Two("exit 0", "exit 1") + "    environment_overrides: {test: {success_criteria: {min_pass_rate: 0.5, max_failures: 1}}} #field\n",
            "0 a=passed b=failed", "1 a=passed b=failed"),
        new RealRow("layers.<id>.custom_config", One("test \"$APEX_LAYER_CONFIG\" = '{\"x\":1}'") + "    custom_config: {x: 1} #field\n", "0 a=passed", "1 a=failed"),
    ];

    private static FieldRow[] Criteria =>
    [
        new RealRow("layers.<id>.success_criteria.min_pass_rate", Two("exit 0", "exit 1") + "    success_criteria:\n      max_failures: 1\n      min_pass_rate: 0.5 #field\n",
            "0 a=passed b=failed", "1 a=passed b=failed"),
        new RealRow("layers.<id>.success_criteria.max_failures", Two("exit 0", "exit 1") + "    success_criteria:\n      max_failures: 1 #field\n      min_pass_rate: 0.5\n",
            "0 a=passed b=failed", "1 a=passed b=failed"),
        new RealRow("layers.<id>.success_criteria.critical_must_pass",
            Two("exit 0", "exit 1", ofSecond: "critical: true") + "    success_criteria:\n      max_failures: 1\n      min_pass_rate: 0.5\n      critical_must_pass: false #field\n",
            "0 a=passed b=failed", "1 a=passed b=failed"),
        new RealRow("layers.<id>.success_criteria.allow_partial", Two("exit 0", "no-such-program-at-all") + "    success_criteria:\n      allow_partial: true #field\n",
            "0 a=passed b=error", "3 a=passed b=error"),
        new RealRow("layers.<id>.categories[].critical", Two("exit 0", "exit 1", ofSecond: "critical: true #field") + "    success_criteria: {max_failures: 1, min_pass_rate: 0.5}\n",
            "1 a=passed b=failed", "0 a=passed b=failed"),
    ];
}
