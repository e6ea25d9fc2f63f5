using Apex.Cluster.Tests.Harness;

namespace Apex.Cluster.Tests;

/// <summary>The original's command line on the original's four layers, and what needs no silo, through the real program.</summary>
public sealed class OldSpellingTests
{
    [Fact]
    public async Task Lines_OfTheOriginal_RunOnItsLayers()
    {
        await using var home = new ApexHome();
        home.Configure(await File.ReadAllTextAsync(Path.Combine(NetraExample.Folder, "apex.yaml"), TestContext.Current.CancellationToken));

        (await home.RunAsync("--validate")).ShouldExit(0).Output.ShouldContain("ok (4 layers, 12 categories");
        (await home.RunAsync("--show-layers")).ShouldExit(0).Output.ShouldContain("e2e_background");
        var mode = (await home.RunAsync("--execution-mode", "fast_feedback", "--enable-monitoring", "-o", "json")).ShouldExit(0);
        var layers = (await home.RunAsync("--use-layers", "--layers", "fast_feedback", "--websocket-thread-id", "thread-7", "-o", "json")).ShouldExit(0).Json();
        var category = (await home.RunAsync("--category", "unit", "-o", "json")).ShouldExit(0).Json();
        var status = (await home.RunAsync("--orchestration-status")).ShouldExit(0);

        mode.Json().GetProperty("mode").GetString().ShouldBe("fast_feedback");
        mode.Errors.ShouldContain("--enable-monitoring means nothing here");
        layers.GetProperty("thread_id").GetString().ShouldBe("thread-7");
        layers.GetProperty("layers").EnumerateArray().Select(static layer => layer.GetProperty("name").GetString()).ShouldBe(["fast_feedback"]);
        category.GetProperty("mode").GetString().ShouldBe("legacy_categories");
        status.Output.ShouldContain("Done (3)");
        (await home.Set("APEX_EXAMPLE_FAIL", "smoke").RunAsync("--category", "smoke")).ShouldExit(1);
        (await home.RunAsync("--category", "nothing")).ShouldExit(2).Errors.ShouldContain("there is no category 'nothing'");
        (await home.RunAsync("--use-layers", "--categories", "unit")).ShouldExit(2);

        var task = (await home.RunAsync("--queue-e2e", "--background-category", "unit", "--background-timeout", "5", "-o", "json")).ShouldExit(0).Json().GetProperty("id").GetString()!;
        (await home.RunAsync("watch", task)).ShouldExit(0);
        (await home.RunAsync("--background-results", "5")).ShouldExit(0).Output.ShouldContain(task);
        (await home.RunAsync("--background-status")).ShouldExit(0).Output.ShouldContain("0 of at most 2 run");
        (await home.RunAsync("--kill-background", task)).ShouldExit(0).Output.ShouldContain("had ended before: passed");
    }

    [Fact]
    public async Task Completion_InARealBash_Completes()
    {
        await using var home = new ApexHome();
        var script = (await home.RunAsync("completion", "bash")).ShouldExit(0).Output;
        var file = Path.Combine(home.Project, "apex.bash");
        await File.WriteAllTextAsync(file, script, TestContext.Current.CancellationToken);

        async Task<string> CompleteAsync(params string[] words)
        {
            // What readline does: the words, where the cursor is, and the function that was registered.
            const string Try =
                """
                source "$1"; shift
                [[ $(complete -p apex) == 'complete -F _apex_complete apex' ]] || exit 9
                COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
                _apex_complete; printf '%s ' "${COMPREPLY[@]}"
                """;
            return (await Tool.RunAsync(home.Project, "bash", ["-c", Try, "bash", file, ApexHome.Program, .. words])).ShouldExit(0).Output.Trim();
        }

        (await CompleteAsync("ru")).ShouldBe("run");
        (await CompleteAsync("server", "")).ShouldBe("start stop status logs");
        (await CompleteAsync("run", "--mode", "h")).ShouldBe("hybrid hybrid_execution");
        (await CompleteAsync("run", "--env", "")).ShouldBe("dev prod staging test");
        (await CompleteAsync("run", "--", "")).ShouldBeEmpty();
        Directory.Exists(home.Home).ShouldBeFalse("completion needs no silo and no home");
    }

    [Fact]
    public async Task Doctor_OfThisMachine_StartsNothingAndSeesASiloThatRuns()
    {
        await using var home = new ApexHome();
        home.Configure(Projects.Single("exit 0"));

        var before = (await home.RunAsync("doctor", "-o", "json")).ShouldExit(0).Json();
        Directory.Exists(home.Home).ShouldBeFalse("doctor starts and makes nothing");
        (await home.RunAsync("run")).ShouldExit(0);
        var after = (await home.RunAsync("doctor", "-o", "json")).ShouldExit(0).Json();

        Check(before, "silo").ShouldContain("does not run");
        Check(after, "silo").ShouldContain($"process {home.SiloPid}");
        Check(after, "home").ShouldBe(home.Home);
    }

    private static string Check(System.Text.Json.JsonElement document, string name) =>
        document.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == name).GetProperty("message").GetString()!;
}
