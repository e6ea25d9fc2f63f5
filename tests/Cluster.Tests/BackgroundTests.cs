using System.Text.Json;
using Apex.Cluster.Tests.Harness;
using Apex.Testing;

namespace Apex.Cluster.Tests;

/// <summary>The background lane through the real program: order, states and results survive every death; the foreground goes first.</summary>
public sealed class BackgroundTests
{
    private static readonly int[] Priorities = [3, 1, 5, 2, 4, 3, 1, 5, 2, 4];

    [Fact]
    public async Task Queue_TenTasks_SurviveSiloAndRunnerInOrderAndEndAsTheyShould()
    {
        await using var home = new ApexHome().Set("APEX_SLOTS", "2").Set("APEX_MAX_CONCURRENT_BACKGROUND", "1").Set("APEX_TEST_MINUTE_MS", "5000");
        var gate = Path.Combine(home.Root, "gate");
        home.Configure(Lane(gate));
        var held = await QueueAsync(home, "held", "--timeout", "1440");
        await ApexHome.UntilAsync(() => home.WitnessCount($"START {held}") == 1, "the first task's command");
        List<string> ids = [];
        foreach (var (index, priority) in Priorities.Index())
        {
            string[] what = index switch { 3 => ["bad"], 6 => ["endless", "--timeout", "1"], 7 => ["endless", "--timeout", "1440"], _ => ["good"] };
            ids.Add(await QueueAsync(home, [.. what, "--priority", $"{priority}"]));
        }

        List<string> order = [.. ids.Index().OrderBy(item => Priorities[item.Index]).ThenBy(static item => item.Index).Select(static item => item.Item)];
        Show(await TasksAsync(home)).ShouldBe([$"{held} running", .. order.Select(static id => $"{id} queued")]);

        Signals.Send(home.SiloPid, Signals.Kill);
        Show(await TasksAsync(home)).ShouldBe([$"{held} running", .. order.Select(static id => $"{id} queued")], "after the silo's death");
        (await home.RunAsync("background", "cancel", ids[2], "--reason", "not needed")).ShouldExit(0).Output.ShouldContain("it never started");
        order.Remove(ids[2]);
        (await home.RunAsync("run", "--category", "quick")).ShouldExit(0); // what waits keeps neither a slot nor the tree

        await KillBothAsync(home);
        Show(await TasksAsync(home, "--state", "queued")).ShouldBe(order.Select(static id => $"{id} queued"), "after the death of silo and runner");
        await File.WriteAllTextAsync(gate, "", TestContext.Current.CancellationToken);
        await ApexHome.UntilAsync(() => home.WitnessCount($"START {ids[7]}") == 1, "the last task's command");
        (await home.RunAsync("background", "cancel", ids[7])).ShouldExit(0);
        await home.RunAsync("watch", ids[7], "--progress", "silent");

        var ended = (await TasksAsync(home, "--limit", "50")).ToDictionary(Id);
        string Outcome(string id) => $"{ended[id].GetProperty("state").GetString()} {ended[id].GetProperty("verdict").GetString()}";
        Outcome(held).ShouldBe("completed passed");
        ids.Select(Outcome).ShouldBe(ids.Select(static (_, index) => index switch { 2 or 7 => "completed cancelled", 3 => "completed failed", 6 => "completed timed_out", _ => "completed passed" }));
        ended[ids[2]].GetProperty("message").GetString().ShouldBe("not needed");
        var starts = (await File.ReadAllLinesAsync(home.Witness, TestContext.Current.CancellationToken)).Where(line => !line.EndsWith(held, StringComparison.Ordinal));
        starts.ShouldBe(order.Select(static id => $"START {id}"), "each ran once, in its order");
        var attempts = (await home.StatusAsync(held)).Category("held").Attempts();
        attempts.Select(static attempt => attempt.GetProperty("class").GetString()).ShouldBe(["infra", null], "the one that ran twice says so");
        (await home.RunAsync("watch", held, "-o", "jsonl")).Output.ShouldContain("background_retrying");
        (await TasksAsync(home, "--category", "bad")).Select(Id).ShouldBe([ids[3]]);
    }

    [Fact]
    public async Task Run_Hybrid_EndsWithTheForegroundsVerdictWhileTheBackgroundGoesOn()
    {
        await using var home = new ApexHome().Set("APEX_SLOTS", "2");
        var gate = Path.Combine(home.Root, "gate");
        home.Configure(Lane(gate));

        (await home.RunAsync("run", "--mode", "hybrid_execution", "--layer", "fast_feedback", "--layer", "later")).ShouldExit(0).Errors.ShouldContain("background layers go on");
        var id = (await home.RunAsync("list", "-o", "json")).ShouldExit(0).Json().GetProperty("executions")[0].GetProperty("id").GetString()!;
        var meanwhile = await home.StatusAsync(id);
        await File.WriteAllTextAsync(gate, "", TestContext.Current.CancellationToken);
        var ended = await home.EndedAsync(id);

        (meanwhile.State(), meanwhile.Verdict()).ShouldBe(("background_running", "passed"));
        meanwhile.GetProperty("background")[0].GetProperty("state").GetString().ShouldBe("running");
        (ended.State(), ended.Verdict()).ShouldBe(("completed", "passed"));
        ended.GetProperty("background")[0].GetProperty("verdict").GetString().ShouldBe("failed", "it has a verdict of its own");
    }

    /// <summary>The turn of a background task is a durable step of its own (docs/reliability.md).</summary>
    [Theory]
    [InlineData("execution.pull.before_write")]
    [InlineData("execution.pull.after_write")]
    public async Task SiloDies_AtATasksTurn_ItRunsOnce(string point)
    {
        await using var run = new CrashRun(point);
        run.Home.Configure(Projects.TwoLayers("0.2"));
        await run.StartArmedAsync();

        var id = await QueueAsync(run.Home, "--layer", "fast_feedback");
        await run.DiedAsync();

        run.EachRanOnce(await run.EndedAsync(id, "passed"));
        await run.NothingRemainsAsync();
    }

    private static async Task<string> QueueAsync(ApexHome home, params string[] what) => (await home.RunAsync(["background", "queue", .. what])).ShouldExit(0).Output.Trim();

    private static async Task<List<JsonElement>> TasksAsync(ApexHome home, params string[] filter) =>
        [.. (await home.RunAsync(["background", "list", "-o", "json", .. filter])).ShouldExit(0).Json().GetProperty("tasks").EnumerateArray()];

    private static IEnumerable<string> Show(List<JsonElement> tasks) => tasks.Select(static task => $"{Id(task)} {task.GetProperty("state").GetString()}");

    private static string Id(JsonElement task) => task.GetProperty("id").GetString()!;

    private static async Task KillBothAsync(ApexHome home)
    {
        var (silo, runner) = (home.SiloPid, home.RunnerPid);
        Signals.Send(silo, Signals.Stop);
        Signals.Send(runner, Signals.Kill);
        Signals.Send(silo, Signals.Kill);
        await ApexHome.UntilAsync(() => !ProcessFiles.IsAlive(silo) && !ProcessFiles.IsAlive(runner), "silo and runner to be gone");
    }

    private static string Lane(string gate) => $$"""
        version: 1
        project: lane
        layers:
          fast_feedback:
            categories:
              - {name: quick, command: exit 0}
          e2e_background:
            background: true
            depends_on: [fast_feedback]
            categories:
              - name: held
                command: echo "START $APEX_EXECUTION_ID" >> "$WITNESS"; until [ -e '{{gate}}' ]; do sleep 0.05; done
              - name: good
                command: echo "START $APEX_EXECUTION_ID" >> "$WITNESS"
              - name: bad
                command: echo "START $APEX_EXECUTION_ID" >> "$WITNESS"; exit 1
              - name: endless
                command: echo "START $APEX_EXECUTION_ID" >> "$WITNESS"; exec sleep 600
          later:
            background: true
            categories:
              - name: reports_later
                command: until [ -e '{{gate}}' ]; do sleep 0.05; done; exit 1
        """;
}
