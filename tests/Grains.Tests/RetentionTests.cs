using Apex.Executions;
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
        var retention = cluster.Client.GetGrain<IRetentionGrain>(ApexRegion.Local);

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
    public async Task PruneLogs_WithAnAge_TellsHostsTheRuleWithThatAge()
    {
        await using var cluster = await ApexCluster.StartAsync();
        var retention = cluster.Client.GetGrain<IRetentionGrain>(ApexRegion.Local);

        var reply = await retention.PruneLogsAsync(new PruneRequest { LogsOlderThan = TimeSpan.FromHours(5) });

        (reply.Executions, reply.Bytes, reply.Problems.Count).ShouldBe((1, 100L, 0));
        var order = cluster.Script.Pruned.ShouldHaveSingleItem();
        (order.Executions.Count, order.Rule!.Logs, order.Rule.MostLogBytes).ShouldBe((0, TimeSpan.FromHours(5), new RetentionRule().MostLogBytes));
    }
}
