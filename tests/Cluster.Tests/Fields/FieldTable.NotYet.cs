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
        new RefusedRow("layers.<id>.required_services", "services: {db: {probe: {tcp: \"localhost:1\"}}}\n" + One("exit 0") + "    required_services: [db] #field\n"),
        new RefusedRow(Of("limits.memory_mb"), One("exit 0") + "        limits:\n          memory_mb: 100 #field\n"),
        new RefusedRow(Of("limits.cpu_percent"), One("exit 0") + "        limits:\n          cpu_percent: 100 #field\n"),
        new RefusedRow(Of("limits.processes"), One("exit 0") + "        limits:\n          processes: 100 #field\n"),
        new RefusedRow(Of("artifacts"), One("exit 0") + "        artifacts: [\"*.log\"] #field\n"),
        new WarnedRow("execution.layer_startup_timeout_seconds", "execution:\n  layer_startup_timeout_seconds: 60 #field\n" + One("exit 0")),
        new WarnedRow("services.<id>.probe.tcp", Service("probe:\n      tcp: \"localhost:1\" #field")),
        new WarnedRow("services.<id>.probe.http", Service("probe:\n      http: http://localhost #field")),
        new WarnedRow("services.<id>.probe.command", Service("probe:\n      command: exit 0 #field")),
        new WarnedRow("services.<id>.start", Service("probe: {tcp: \"localhost:1\"}\n    start: exit 0 #field")),
        new WarnedRow("services.<id>.stop", Service("probe: {tcp: \"localhost:1\"}\n    stop: exit 0 #field")),
        new WarnedRow("services.<id>.startup_timeout_seconds", Service("probe: {tcp: \"localhost:1\"}\n    startup_timeout_seconds: 5 #field")),
        new WarnedRow("services.<id>.depends_on", Service("probe: {tcp: \"localhost:1\"}\n    depends_on: [other] #field\n  other: {probe: {tcp: \"localhost:2\"}}")),
        new WarnedRow("services.<id>.remedy", Service("probe: {tcp: \"localhost:1\"}\n    remedy: [start it] #field")),
        new WarnedRow("background.timeout_minutes", "background:\n  timeout_minutes: 5 #field\n" + One("exit 0")),
        new WarnedRow("background.retries", "background:\n  retries: 1 #field\n" + One("exit 0")),
        new WarnedRow("background.supersede", "background:\n  supersede: true #field\n" + One("exit 0")),
        new WarnedRow("background.retention_days", "background:\n  retention_days: 5 #field\n" + One("exit 0")),
    ];

    private static string Service(string fields) => $"services:\n  db:\n    {fields}\n" + One("exit 0");
}
