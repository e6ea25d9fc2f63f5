using Apex.Agents;
using Apex.Executions;
using Apex.Progress;
using Apex.Resources;
using Apex.Testing;

namespace Apex.Grains.Tests.Executions;

public sealed class ExecutionScaleTests
{
    [Fact]
    public async Task Run_TwoSilos_UsesBothHostsAndStartsNothingTwice()
    {
        await using var cluster = await ApexCluster.StartAsync(silos: 2);
        await WaitForHostsAsync(cluster, 2);
        var id = await cluster.RunAsync(Plans.Execution(Plans.Layer("all", 200), Plans.Layer("after", 5) with { Phase = 2, DependsOn = ["all"] }));

        var ended = await cluster.EndAsync(id);

        ended.Verdict.ShouldBe(Verdict.Passed);
        cluster.Script.Placed.Select(placed => placed.Host).Distinct().Count().ShouldBe(2);
        cluster.Script.Placed.Select(placed => placed.Id).Distinct().Count().ShouldBe(205);
        cluster.Script.Placed.ShouldAllBe(placed => placed.Id.Number == 1);
    }

    [Fact]
    public async Task Run_TenTimesTheCategories_WritesTenTimesAsMuchAndNoLargeRow()
    {
        await using var cluster = await ApexCluster.StartAsync();
        var (small, _) = await WritesAsync(cluster, 300);
        var (large, largest) = await WritesAsync(cluster, 3_000);

        (large / 3_000.0).ShouldBeLessThan(small / 300.0 * 1.2);
        largest.ShouldBeLessThan(65_536);
    }

    [Fact]
    public async Task Run_CategoriesHaveEnded_NoneStaysInMemory()
    {
        await using var cluster = await ApexCluster.StartAsync();
        var id = await cluster.RunAsync(Plans.Execution(Plans.Layer("all", 50)));
        (await cluster.EndAsync(id)).Verdict.ShouldBe(Verdict.Passed);

        // Long before the two minutes after which any grain that nobody calls is collected.
        var management = cluster.Client.GetGrain<IManagementGrain>(0);
        await Eventually.IsAsync(async () => !(await management.GetSimpleGrainStatistics(TestContext.Current.CancellationToken)).Any(static kind => kind.GrainType.Contains("CategoryGrain", StringComparison.Ordinal) && kind.ActivationCount > 0));
        (await management.GetSimpleGrainStatistics(TestContext.Current.CancellationToken)).ShouldContain(static kind => kind.GrainType.Contains("ExecutionGrain", StringComparison.Ordinal) && kind.ActivationCount > 0);
    }

    [Fact]
    public async Task Watch_FiftyWatchers_EachSeesEveryEventOnce()
    {
        await using var cluster = await ApexCluster.StartAsync();
        var id = await cluster.RunAsync(Plans.Execution(Plans.Layer("all", 200)));

        var counts = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            var seen = new List<long>();
            await foreach (var next in cluster.Client.GetGrain<IProgressFeedGrain>(id).WatchAsync(0, TestContext.Current.CancellationToken))
            {
                seen.Add(next.Seq);
            }

            return seen;
        }));

        var all = Enumerable.Range(1, cluster.Store.Events(id).Count).Select(number => (long)number).ToList();
        counts.ShouldAllBe(seen => seen.SequenceEqual(all));
    }

    [Fact]
    public async Task Door_Agents_AreFivePerSilo()
    {
        await using var cluster = await ApexCluster.StartAsync();
        var door = cluster.Client.GetGrain<IAgentDoorGrain>(ApexRegion.Local);

        var agents = await door.GetAgentsAsync();
        var lost = await door.ReadLogAsync("nowhere", new LogQuery { Id = new("e", "l", "c", 1) });

        agents.Count.ShouldBe(5);
        agents.ShouldAllBe(agent => agent.Status == AgentStatus.Healthy);
        lost.Exists.ShouldBeFalse();
    }

    [Fact]
    public async Task Directory_List_ShowsWhatRan()
    {
        await using var cluster = await ApexCluster.StartAsync();
        var id = await cluster.RunAsync(Plans.Execution(Plans.Layer("all", 1)));
        await cluster.EndAsync(id);

        var list = await cluster.Client.GetGrain<IExecutionDirectoryGrain>(ApexRegion.Local).ListAsync(new ExecutionListQuery { Limit = 100_000 });

        list.ShouldHaveSingleItem().Id.ShouldBe(id);
        await cluster.Client.GetGrain<IOrchestrationControllerGrain>(ApexRegion.Local).EnsureSweepingAsync();
    }

    private static async Task<(int Writes, int LargestRow)> WritesAsync(ApexCluster cluster, int categories)
    {
        var before = cluster.Store.Writes;
        var id = await cluster.RunAsync(Plans.Execution(Plans.Layer("all", categories)));
        (await cluster.EndAsync(id)).Verdict.ShouldBe(Verdict.Passed);
        return (cluster.Store.Writes - before, cluster.Store.LargestRow);
    }

    private static async Task WaitForHostsAsync(ApexCluster cluster, int hosts)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while ((await cluster.Client.GetGrain<ISchedulerGrain>(ApexRegion.Local).GetAsync()).Hosts.Count < hosts)
        {
            (await tick.WaitForNextTickAsync(timeout.Token)).ShouldBeTrue("waiting for the hosts' reports");
        }
    }
}
