using System.Text.Json;
using Apex.Cluster.Tests.Harness;
using Apex.Testing;

namespace Apex.MissionCritical.Tests;

/// <summary>What never happens: each promise as one black-box test, through the program as it is shipped, with real processes and real kills.</summary>
public sealed class PromiseTests(PromiseHome fixture) : IClassFixture<PromiseHome>
{
    private ApexHome Home => fixture.Home;

    [Fact]
    public async Task AVerdict_IsNeitherLostNorChangedByACrash()
    {
        fixture.Begin("""
            layers:
              unit:
                categories:
                  - {name: good, command: 'echo START good >> "$WITNESS"; sleep 2; echo END good >> "$WITNESS"'}
                  - {name: bad, command: 'echo START bad >> "$WITNESS"; sleep 2; exit 1'}
              later: {categories: [{name: last, command: 'echo START last >> "$WITNESS"'}]}
            """);
        var id = await Home.DetachAsync();
        await ApexHome.UntilAsync(() => Home.WitnessCount("START") >= 2, "both commands to run");

        await fixture.KillSiloAsync();
        var ended = await Home.EndedAsync(id);
        await fixture.KillSiloAsync();
        var after = await Home.StatusAsync(id);

        ended.Verdict().ShouldBe("failed");
        (ended.Category("good").Verdict(), ended.Category("bad").Verdict(), ended.Category("last").Verdict()).ShouldBe(("passed", "failed", "passed"));
        ended.Categories().ShouldAllBe(category => category.Attempts().Length == 1);
        Home.WitnessCount("START").ShouldBe(3, "nothing ran twice");
        after.GetRawText().ShouldBe(ended.GetRawText());
    }

    [Fact]
    public async Task ARun_IsNotRunningForEver()
    {
        fixture.Begin("""layers: {unit: {categories: [{name: hangs, timeout_seconds: 3, command: 'trap "" INT TERM; echo START >> "$WITNESS"; while :; do sleep 1; done'}]}}""");
        var id = await Home.DetachAsync();
        await ApexHome.UntilAsync(() => Home.WitnessCount("START") == 1, "the command");

        await fixture.KillSiloAsync();

        (await Home.RunAsync("watch", id)).ShouldExit(6);
        (await Home.StatusAsync(id)).Category("hangs").Verdict().ShouldBe("timed_out");
    }

    [Fact]
    public async Task APass_NeedsATest()
    {
        fixture.Begin("""
            layers:
              unit:
                categories:
                  - {name: no_report, command: exit 0, results: {format: junit, path: "none/*.xml"}}
                  - {name: empty_report, command: 'echo "<testsuites/>" > "$APEX_RESULTS_DIR/r.xml"', results: {format: junit}}
            """);

        var run = (await Home.RunAsync("run", "-o", "json")).ShouldExit(5).Json();

        run.Categories().ShouldAllBe(category => category.Verdict() == "no_tests");
    }

    [Fact]
    public async Task ALimit_IsEnforcedOrRefusedOrSaidToBeImpossibleHere()
    {
        fixture.Begin("""
            execution: {max_parallel_categories: 1}
            defaults: {command: 'test ! -e busy || exit 9; touch busy; sleep 0.3; rm busy'}
            layers: {unit: {categories: [{name: a}, {name: b}, {name: c}]}}
            """);
        (await Home.RunAsync("run")).ShouldExit(0);

        fixture.Begin("""layers: {unit: {categories: [{name: a, timeout_seconds: 1, command: sleep 60}]}}""");
        (await Home.RunAsync("run")).ShouldExit(6);

        fixture.Begin("""layers: {unit: {categories: [{name: a, limits: {memory_mb: 64}, command: 'x=$(head -c 200m /dev/zero | tr "\\0" x); sleep 15; test ${#x} -gt 0'}]}}""");
        var greedy = await Home.RunAsync("run");
        (greedy.ExitCode is 2 or 3 || (greedy.Output + greedy.Errors).Contains("cannot be enforced", StringComparison.Ordinal)).ShouldBeTrue($"{greedy.ExitCode}\n{greedy.Output}\n{greedy.Errors}");
    }

    [Fact]
    public async Task AChild_IsNotLeftBehindUnnoticed()
    {
        fixture.Begin("""layers: {unit: {categories: [{name: forks, command: 'setsid sh -c "sleep 600 & echo \$! > child" > /dev/null 2>&1 < /dev/null'}]}}""");

        var run = (await Home.RunAsync("run", "-o", "json")).ShouldExit(0).Json();

        var child = int.Parse(await File.ReadAllTextAsync(Path.Combine(Home.Project, "child"), TestContext.Current.CancellationToken));
        ProcessFiles.IsAlive(child).ShouldBeFalse("gone before the verdict is told");
        run.Category("forks").Attempts()[0].GetProperty("leftover_processes").GetInt32().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task AUsersFile_IsNotOverwritten()
    {
        fixture.Begin("""layers: {unit: {categories: [{name: a, command: exit 0}]}}""");
        await File.WriteAllTextAsync(Path.Combine(Home.Project, "package.json"), """{"scripts": {"test": "true"}}""", TestContext.Current.CancellationToken);
        var before = Files();

        (await Home.RunAsync("init")).ShouldExit(2).Errors.ShouldContain("apex.yaml");
        (await Home.RunAsync("validate")).ShouldExit(0);
        (await Home.RunAsync("plan")).ShouldExit(0);
        (await Home.RunAsync("run")).ShouldExit(0);

        Files().ShouldBe(before);
    }

    [Theory]
    [InlineData("layers: {unit: {categories: [{name: a, comand: x}]}}", "run")]
    [InlineData("layers: [", "run")]
    [InlineData("\u0000\u0001binary", "validate")]
    [InlineData("a: &a [*a]", "plan")]
    [InlineData("layers: {}", "run")]
    [InlineData("version: 1", "status", "no-such-id")]
    [InlineData("version: 1", "status", "../../etc/passwd")]
    [InlineData("version: 1", "run", "--mode", "\n")]
    [InlineData("version: 1", "run", "--timeout", "soon")]
    [InlineData("version: 1", "--use-layers", "--categories", "x")]
    [InlineData("version: 1", "logs", "00000000-0000-0000-0000-000000000000", "x")]
    public async Task ABadInput_IsAnsweredWithAMessageAndNoStackTrace(string yaml, params string[] line)
    {
        fixture.Begin(yaml);

        var answer = (await Home.RunAsync(line)).ShouldExit(2);

        answer.Errors.Trim().Length.ShouldBeGreaterThan(10);
        (answer.Errors + answer.Output).ShouldNotContain("   at ");
        (answer.Errors + answer.Output).ShouldNotContain("Exception");
    }

    [Fact]
    public async Task AWatcher_MissesNoEventWithoutBeingTold()
    {
        fixture.Begin("""
            defaults: {command: 'sleep 2'}
            layers: {unit: {execution_mode: sequential, categories: [{name: a}, {name: b}, {name: c}, {name: d}]}}
            """);
        var id = await Home.DetachAsync();
        using var watch = Home.Start("watch", id, "-o", "jsonl");
        var errors = watch.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var first = await watch.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

        await fixture.KillSiloAsync();
        var rest = await watch.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

        var events = $"{first}\n{rest}".Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement).ToList();
        events.Select(static next => next.GetProperty("seq").GetInt32()).ShouldBe(Enumerable.Range(1, events.Count));
        events[^1].GetProperty("type").GetString().ShouldBe("orchestration_completed");
        (await errors).ShouldContain("reconnect");
    }

    private List<string> Files() => [.. Directory.EnumerateFiles(Home.Project, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(static file => $"{file}\n{File.ReadAllText(file)}")];
}
