using System.Text.Json;
using Apex.Cluster.Tests.Harness;

namespace Apex.Cluster.Tests;

/// <summary>All nine modes on the original's four layers, through the real program: once green, once with one category that fails.</summary>
public sealed class NetraTests(NetraHome netra) : IClassFixture<NetraHome>
{
    private const string Fast = "fast_feedback=passed smoke=passed unit=passed";
    private const string Core = "core_integration=passed api=passed database=passed integration=passed websocket=passed";
    private const string Service = "service_integration=passed agent=passed e2e_critical=passed frontend=passed";
    private const string Background = "(e2e_background=passed cypress=passed e2e=passed performance=passed)";
    private const string Unit = "fast_feedback=failed smoke=passed unit=failed";
    private const string CoreSkipped = "core_integration=skipped api=skipped database=skipped integration=skipped websocket=skipped";
    private const string ServiceSkipped = "service_integration=skipped agent=skipped e2e_critical=skipped frontend=skipped";
    private const string BackgroundSkipped = "(e2e_background=skipped cypress=skipped e2e=skipped performance=skipped)";

    /// <summary>Mode, category that fails, exit code, verdict, then each layer with its categories by name; background layers in brackets.</summary>
    [Theory]
    [InlineData("fast_feedback", "", 0, "passed", Fast)]
    [InlineData("fast_feedback", "smoke", 1, "failed", "fast_feedback=failed smoke=failed unit=skipped")]
    [InlineData("layered_execution", "", 0, "passed", $"{Fast} {Core} {Service} {Background}")]
    [InlineData("layered_execution", "unit", 1, "failed", $"{Unit} {CoreSkipped} {ServiceSkipped} {BackgroundSkipped}")]
    [InlineData("background_e2e", "", 0, "passed", "e2e_background=passed cypress=passed e2e=passed performance=passed")]
    [InlineData("background_e2e", "e2e", 1, "failed", "e2e_background=failed cypress=passed e2e=failed performance=passed")]
    [InlineData("hybrid_execution", "", 0, "passed", $"{Fast} {Core} {Service} {Background}")]
    [InlineData("hybrid_execution", "cypress", 0, "passed", $"{Fast} {Core} {Service} (e2e_background=failed cypress=failed e2e=passed performance=passed)")]
    [InlineData("legacy_categories", "", 0, "passed", "legacy_categories=passed api=passed unit=passed")]
    [InlineData("legacy_categories", "api", 1, "failed", "legacy_categories=failed api=failed unit=passed")]
    [InlineData("commit", "", 0, "passed", $"{Fast} {Core}")]
    [InlineData("commit", "unit", 1, "failed", $"{Unit} {CoreSkipped}")]
    [InlineData("ci", "", 0, "passed", $"{Fast} {Core} {Service}")]
    [InlineData("ci", "frontend", 1, "failed", $"{Fast} {Core} service_integration=failed agent=passed e2e_critical=passed frontend=failed")]
    [InlineData("weekend", "", 0, "passed", $"{Fast} {Core} {Service} {Background}")]
    [InlineData("weekend", "agent", 1, "failed", $"{Fast} {Core} service_integration=failed agent=failed e2e_critical=passed frontend=passed {BackgroundSkipped}")]
    [InlineData("development", "", 0, "passed", $"{Fast} {Core}")]
    [InlineData("development", "smoke", 1, "failed", $"fast_feedback=failed smoke=failed unit=skipped {CoreSkipped}")]
    public async Task Run_OfAMode_EndsAsItsTableSays(string mode, string fails, int exit, string verdict, string layers)
    {
        string[] named = mode == "legacy_categories" ? ["--category", "unit", "--category", "api"] : [];
        netra.Home.Set("APEX_EXAMPLE_FAIL", fails.Length > 0 ? fails : null);

        var run = (await netra.Home.RunAsync(["run", "--mode", mode, "--env", "dev", "--allow-shared-tree", "-o", "json", .. named])).ShouldExit(exit).Json();
        var id = run.GetProperty("id").GetString()!;
        var watch = await netra.Home.RunAsync("watch", id, "-o", "jsonl"); // to the end of the background layers
        var status = await netra.Home.StatusAsync(id);

        status.Verdict().ShouldBe(verdict);
        Show(status).ShouldBe(layers);
        var events = watch.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement).ToList();
        var skipped = events.Where(static next => next.GetProperty("type").GetString() is "layer_skipped" or "category_skipped").ToList();
        skipped.ShouldAllBe(static next => next.GetProperty("data").GetProperty("reason").GetString()!.Length > 10, "each skip says why");
        (skipped.Count > 0).ShouldBe(layers.Contains("=skipped", StringComparison.Ordinal));
    }

    private static string Show(JsonElement status) => string.Join(' ', Layers(status, "layers").Concat(Layers(status, "background").Select(static layer => $"({layer})")));

    private static IEnumerable<string> Layers(JsonElement status, string part) =>
        from layer in status.GetProperty(part).EnumerateArray()
        let categories = layer.GetProperty("categories").EnumerateArray().Select(Named).Order(StringComparer.Ordinal)
        select string.Join(' ', categories.Prepend(Named(layer)));

    private static string Named(JsonElement step) => $"{step.GetProperty("name").GetString()}={step.Verdict()}";
}
