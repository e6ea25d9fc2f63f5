namespace Apex.Cluster.Tests.Fields;

/// <summary>Fields that nothing obeys yet. Whoever enforces one moves its row to where it is seen.</summary>
internal static partial class FieldTable
{
    private static FieldRow[] NotYet =>
    [
        new RefusedRow("execution.max_memory_mb", "execution:\n  max_memory_mb: 512 #field\n" + One("exit 0") + "        resources: {memory_mb: 600}\n"),
        new RefusedRow("execution.max_cpu_percent", "execution:\n  max_cpu_percent: 50 #field\n" + One("exit 0") + "        resources: {cpu_percent: 60}\n"),
        new RefusedRow("layers.<id>.resource_limits.max_memory_mb", One("exit 0") + "    resource_limits:\n      max_memory_mb: 100 #field\n"),
        new RefusedRow("layers.<id>.resource_limits.max_cpu_percent", One("exit 0") + "    resource_limits:\n      max_cpu_percent: 5 #field\n"),
        new RefusedRow(Of("limits.memory_mb"), One("exit 0") + "        limits:\n          memory_mb: 100 #field\n"),
        new RefusedRow(Of("limits.cpu_percent"), One("exit 0") + "        limits:\n          cpu_percent: 100 #field\n"),
        new RefusedRow(Of("limits.processes"), One("exit 0") + "        limits:\n          processes: 100 #field\n"),
        new WarnedRow("modes.<id>.custom_config", "modes:\n  m:\n    layers: [one]\n    custom_config: {x: 1} #field\n" + One("exit 0")),
        new WarnedRow("background.timeout_minutes", "background:\n  timeout_minutes: 5 #field\n" + One("exit 0")),
        new WarnedRow("background.retries", "background:\n  retries: 1 #field\n" + One("exit 0")),
        new WarnedRow("background.supersede", "background:\n  supersede: true #field\n" + One("exit 0")),
        new WarnedRow("background.retention_days", "background:\n  retention_days: 5 #field\n" + One("exit 0")),
    ];
}
