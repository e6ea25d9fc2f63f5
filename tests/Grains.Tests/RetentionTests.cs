using Apex.Executions;
using Apex.Progress;
using Apex.Retention;
using Apex.Testing;

namespace Apex.Grains.Tests;

/// <summary>Executions remove themselves when their time is over, and only then.</summary>
public sealed class RetentionTests
{
    [Fact]
    public async Task Prune_WhatEndedAndWhatRuns_RemovesTheFormerWithItsFiles()
    {
        await using var cluster = await ApexCluster.StartAsync();
        var ended = await cluster.RunAsync(Plans.Execution(Plans.Layer("l", Plans.Category("a"))));
        await cluster.EndAsync(ended);
        cluster.Script.End = static id => id.Category == "hold" ? ScriptedEnd.Hold : ScriptedEnd.Pass;
        var runs = await cluster.RunAsync(Plans.Execution(Plans.Layer("l", Plans.Category("hold"))));
        var retention = Retention(cluster);

        (await retention.PruneExecutionsAsync(new PruneRequest())).Executions.ShouldBe(0, "30 days are not over");
        var would = await retention.PruneExecutionsAsync(new PruneRequest { OlderThan = TimeSpan.Zero, DryRun = true });
        (await cluster.Execution(ended).GetAsync(new ExecutionQuery())).ShouldNotBeNull("nothing is removed in a dry run");
        var done = await retention.PruneExecutionsAsync(new PruneRequest { OlderThan = TimeSpan.Zero });

        (would.Executions, done.Executions, done.More, done.Logs.Bytes).ShouldBe((1, 1, false, 100L));
        var order = cluster.Script.Pruned.ShouldHaveSingleItem();
        (order.DryRun, string.Join(' ', order.Executions), order.Rule).ShouldBe((false, ended, null));
        (await cluster.Execution(ended).GetAsync(new ExecutionQuery())).ShouldBeNull("the activation knows nothing of it any more, either");
        cluster.Store.Events(ended).ShouldBeEmpty();
        (await cluster.Execution(runs).RemoveAsync()).ShouldBeFalse();
        (await cluster.Execution(runs).GetAsync(new ExecutionQuery())).ShouldNotBeNull();
        await cluster.Execution(runs).CancelAsync("end of the test");
    }

    [Fact]
    public async Task Start_UnderTheIdOfARemovedExecution_RunsAnew()
    {
        await using var cluster = await ApexCluster.StartAsync();
        var plan = Plans.Execution(Plans.Layer("l", Plans.Category("a")));
        await cluster.StartAsync("again", plan);
        await cluster.EndAsync("again");
        await Retention(cluster).PruneExecutionsAsync(new PruneRequest { OlderThan = TimeSpan.Zero });

        (await cluster.StartAsync("again", plan)).Outcome.ShouldBe(StartOutcome.Started);
        var ended = await cluster.EndAsync("again");

        ended.Verdict.ShouldBe(Verdict.Passed);
        cluster.Script.Placed.Count.ShouldBe(2, "a pass without an attempt is none");
        cluster.Store.Events("again").Count(static next => next.Type == EventTypes.AttemptStarted).ShouldBe(1);
    }

    [Fact]
    public async Task Prune_MoreThanATurn_SaysSo_AndOneThatCannotBeRemovedDoesNotKeepTheOthers()
    {
        await using var cluster = await ApexCluster.StartAsync();
        var ids = await Task.WhenAll(Enumerable.Range(0, 52).Select(_ => cluster.RunAsync(Plans.Execution(Plans.Layer("l", Plans.Category("a"))))));
        await Task.WhenAll(ids.Select(cluster.EndAsync));
        cluster.Store.BeforeRemove = static id =>
        {
            if (id == "exec1")
            {
                throw new IOException("by a test");
            }
        };

        List<PruneExecutionsReply> turns = [];
        do
        {
            turns.Add(await Retention(cluster).PruneExecutionsAsync(new PruneRequest { OlderThan = TimeSpan.Zero }));
        }
        while (turns[^1].More);

        turns.Sum(static turn => turn.Executions).ShouldBe(51);
        turns.Count.ShouldBeGreaterThan(1);
        turns[0].Logs.Problems.ShouldHaveSingleItem().ShouldStartWith("execution exec1 was not removed: ");
        (await cluster.Execution("exec1").GetAsync(new ExecutionQuery())).ShouldNotBeNull();
    }

    [Fact]
    public async Task Prune_WithoutOptions_AsksForWhatTheSettingsSay()
    {
        await using var cluster = await ApexCluster.StartAsync(change: static options => options with { Retention = new RetentionRule { Executions = TimeSpan.FromDays(3), MostExecutions = 7 } });

        await Retention(cluster).PruneExecutionsAsync(new PruneRequest());
        await Retention(cluster).PruneExecutionsAsync(new PruneRequest { OlderThan = TimeSpan.FromDays(1_000_000), Keep = 2 });

        var (plain, asked) = (cluster.Store.ExpiredQueries.First(), cluster.Store.ExpiredQueries.Last());
        (asked.Now - asked.KeyedEndedBefore).ShouldBe(TimeSpan.FromDays(2));
        (plain.Now - plain.EndedBefore, plain.LaneEndedBefore, plain.Keep, plain.Now - plain.Recent).ShouldBe((TimeSpan.FromDays(3), null, 7, TimeSpan.FromHours(1)));
        (asked.Now - asked.EndedBefore, asked.Now - asked.LaneEndedBefore, asked.Keep, asked.Recent).ShouldBe((TimeSpan.FromDays(36_500), TimeSpan.FromDays(36_500), 2, asked.Now));
    }

    [Fact]
    public async Task PruneLogs_WithAnAge_TellsHostsTheRuleWithThatAge()
    {
        await using var cluster = await ApexCluster.StartAsync();
        var retention = Retention(cluster);

        var reply = await retention.PruneLogsAsync(new PruneRequest { LogsOlderThan = TimeSpan.FromHours(5) });

        (reply.Executions, reply.Bytes, reply.Problems.Count).ShouldBe((1, 100L, 0));
        var order = cluster.Script.Pruned.ShouldHaveSingleItem();
        (order.Executions.Count, order.Rule!.Logs, order.Rule.MostLogBytes).ShouldBe((0, TimeSpan.FromHours(5), new RetentionRule().MostLogBytes));
    }

    private static IRetentionGrain Retention(ApexCluster cluster) => cluster.Client.GetGrain<IRetentionGrain>(ApexRegion.Local);
}
