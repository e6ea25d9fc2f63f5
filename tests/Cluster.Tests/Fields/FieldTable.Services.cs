using System.Text.Json;
using Apex.Cluster.Tests.Harness;

namespace Apex.Cluster.Tests.Fields;

/// <summary>Services, and what requires them.</summary>
internal static partial class FieldTable
{
    private const string Nowhere = "probe: {tcp: \"127.0.0.1:1\"}\n    startup_timeout_seconds: 1";
    private const string Touched = "probe: {command: test -e up}\n    start: touch up";

    private static FieldRow[] Services =>
    [
        new RealRow("layers.<id>.required_services", $"services:\n  db:\n    {Nowhere}\n" + One("exit 0") + "    required_services: [db] #field\n", "3 a=error", "0 a=passed"),
        new PlannedRow("execution.layer_startup_timeout_seconds", "execution:\n  layer_startup_timeout_seconds: 7 #field\n" + One("exit 0"),
            static plan => plan.Layers[0].ServicesTimeoutMs ?? 0L, 7000L, 0L, "ExecutionServicesTests.Run_LayersTimeForServicesIsOver_ItsCategoriesAreErrors"),
        new RealRow("services.<id>.probe.tcp", Service("startup_timeout_seconds: 1\n    probe:\n      tcp: \"127.0.0.1:1\" #field"), "3 a=error", "2"),
        new RealRow("services.<id>.probe.http", Service("startup_timeout_seconds: 1\n    probe:\n      http: http://127.0.0.1:1 #field"), "3 a=error", "2"),
        new RealRow("services.<id>.probe.command", Service("probe:\n      command: exit 0 #field"), "0 a=passed", "2"),
        new RealRow("services.<id>.start", Service("probe: {command: test -e up}\n    startup_timeout_seconds: 1\n    start: touch up #field"), "0 a=passed", "3 a=error"),
        new RealRow("services.<id>.stop", Service($"{Touched}\n    stop: touch stopped #field"), "stopped", "left") { Seen = AfterTheEndAsync },
        new RealRow("services.<id>.startup_timeout_seconds", Service("probe: {command: test -e up}\n    start: sleep 3; touch up\n    startup_timeout_seconds: 1 #field"), "3 a=error", "0 a=passed"),
        new RealRow("services.<id>.depends_on", """
            services:
              db:
                probe: {command: test -e db}
                start: test -e other && touch db
                depends_on: [other] #field
              other:
                probe: {command: test -e other}
                start: sleep 1; touch other
            layers: {one: {categories: [{name: a, command: exit 0, requires: [db, other]}]}}
            """, "0 a=passed", "3 a=error"),
        new RealRow("services.<id>.remedy", Service($"{Nowhere}\n    remedy: [plug it in] #field"), "plug it in", "")
        {
            Seen = static (_, status) => Task.FromResult(string.Join('\n', status.GetProperty("failures")[0].GetProperty("message").GetString()!.Split('\n').Skip(1))),
        },
        new RealRow(Of("artifacts"), One("echo kept >out.log") + "        artifacts: [\"*.log\"] #field\n", "kept", "")
        {
            Seen = static (_, status) => Task.FromResult(string.Concat(status.GetProperty("layers")[0].GetProperty("categories")[0].GetProperty("attempts")[0].GetProperty("artifacts")
                .EnumerateArray().Select(static path => File.ReadAllText(path.GetString()!).Trim()))),
        },
    ];

    private static async Task<string> AfterTheEndAsync(ApexHome home, JsonElement status)
    {
        (await home.RunAsync("watch", status.GetProperty("id").GetString()!)).ShouldExit(0);
        return File.Exists(Path.Combine(Path.GetDirectoryName(status.GetProperty("configuration").GetString()!)!, "stopped")) ? "stopped" : "left";
    }

    private static string Service(string fields) => $"services:\n  db:\n    {fields}\n" + One("exit 0") + "        requires: [db]\n";
}
