namespace Apex.Cluster.Tests.Fields;

/// <summary>Fields that nothing obeys yet. Whoever enforces one moves its row to where it is seen.</summary>
internal static partial class FieldTable
{
    private static FieldRow[] NotYet =>
    [
        new RefusedRow("layers.<id>.required_services", "services: {db: {probe: {tcp: \"localhost:1\"}}}\n" + One("exit 0") + "    required_services: [db] #field\n"),
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
        new WarnedRow("modes.<id>.custom_config", "modes:\n  m:\n    layers: [one]\n    custom_config: {x: 1} #field\n" + One("exit 0")),
    ];

    private static string Service(string fields) => $"services:\n  db:\n    {fields}\n" + One("exit 0");
}
