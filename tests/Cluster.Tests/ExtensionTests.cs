using System.Text.Json;
using Apex.Cluster.Tests.Harness;

namespace Apex.Cluster.Tests;

/// <summary>The example extension, built and put into a home's <c>extensions/</c> folder beside a broken one: mode, agent and configuration of one's own through the real program.</summary>
public sealed class ExtensionTests
{
    private static readonly string Example = Path.Combine(RepositoryFolder.Path, "config", "examples", "extension");

    [Fact]
    public async Task Extension_InItsFolder_AddsItsModeAndItsAgentAndABrokenOneIsNamed()
    {
        await using var home = new ApexHome();
        home.Configure(await File.ReadAllTextAsync(Path.Combine(Example, "apex.yaml"), TestContext.Current.CancellationToken));
        Install(home);
        var broken = Directory.CreateDirectory(Path.Combine(home.Home, "extensions", "Broken")).FullName;
        await File.WriteAllTextAsync(Path.Combine(broken, "Broken.dll"), "no assembly", TestContext.Current.CancellationToken);

        (await home.RunAsync("modes")).ShouldExit(0).Output.ShouldContain("failures of those marked advisory are advice");
        var green = (await home.RunAsync("run", "--mode", "advisory", "-o", "json")).ShouldExit(0).Json();
        var log = (await home.RunAsync("logs", green.GetProperty("id").GetString()!, "lint")).ShouldExit(0).Output;
        var plan = (await home.RunAsync("plan", "--mode", "advisory", "-o", "json")).ShouldExit(0).Json();
        var advice = (await home.Set("APEX_EXAMPLE_FAIL", "lint").RunAsync("run", "--mode", "advisory", "-o", "json")).ShouldExit(0).Json();
        (await home.RunAsync("run")).ShouldExit(1); // without the mode the layer decides
        (await home.Set("APEX_EXAMPLE_FAIL", "api").RunAsync("run", "--mode", "advisory")).ShouldExit(1);

        green.GetProperty("mode").GetString().ShouldBe("advisory");
        log.ShouldContain("layer {\"advisory\":true} mode {\"budget_factor\":2} category {\"rules\":\"strict\"}");
        plan.GetRawText().ShouldContain("240000", Case.Sensitive, "the mode doubles the two minutes of 'style'");
        (advice.Verdict(), advice.Category("lint").Verdict()).ShouldBe(("passed", "failed"));

        var agents = await AgentsAsync(home, agent => Name(agent) == "DiskSpaceAgent" && agent.GetProperty("status").GetString() == "healthy");
        agents.Single(agent => Name(agent) == "DiskSpaceAgent").GetProperty("figures").GetProperty("free_mb").GetInt64().ShouldBeGreaterThan(0);
        var refused = agents.Single(agent => Name(agent) == "Broken");
        refused.GetProperty("status").GetString().ShouldBe("error");
        refused.GetProperty("last_error").GetString()!.ShouldContain($"{broken}/Broken.dll: is not a .NET assembly");
        refused.GetProperty("extension").GetString().ShouldBe("Broken");
        var region = (await home.RunAsync("status")).ShouldExit(0).Output;
        region.Split('\n')[0].ShouldContain("healthy");
        region.ShouldContain("extension Broken of ");
        (await home.RunAsync("doctor")).Output.ShouldContain($"{broken}/Broken.dll: is not a .NET assembly");
        SiloLog(home).ShouldContain("Extension Broken is not loaded");
        SiloLog(home).ShouldContain("watches /");
    }

    [Fact]
    public async Task Extension_ThatIsMissing_RefusesARunThatNeedsItsMode()
    {
        await using var home = new ApexHome();
        home.Configure(await File.ReadAllTextAsync(Path.Combine(Example, "apex.yaml"), TestContext.Current.CancellationToken));

        (await home.RunAsync("run", "--mode", "advisory")).ShouldExit(2).Errors.ShouldContain("no mode in code of this id is loaded");
    }

    private static void Install(ApexHome home)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var target = Directory.CreateDirectory(Path.Combine(home.Home, "extensions", "Apex.Example")).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Example, "Example", "bin", here.Parent!.Name, here.Name)))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }
    }

    /// <summary>The agents, once one of them is as it should be: its first turn may not be over.</summary>
    private static async Task<List<JsonElement>> AgentsAsync(ApexHome home, Func<JsonElement, bool> wanted)
    {
        using var turn = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var agents = (await home.RunAsync("status", "-o", "json")).ShouldExit(0).Json().GetProperty("agents").EnumerateArray().ToList();
            if (agents.Exists(agent => wanted(agent)))
            {
                return agents;
            }

            await turn.WaitForNextTickAsync(patience.Token);
        }
    }

    private static string? Name(JsonElement agent) => agent.GetProperty("name").GetString();

    private static string SiloLog(ApexHome home) =>
        string.Concat(Directory.EnumerateFiles(Path.Combine(home.Home, "logs", "orchestration")).Where(static file => Path.GetFileName(file).StartsWith("silo", StringComparison.Ordinal)).Select(ReadShared));

    private static string ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return new StreamReader(stream).ReadToEnd();
    }
}
