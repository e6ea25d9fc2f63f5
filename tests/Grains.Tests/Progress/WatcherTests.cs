using Apex.Progress;
using Apex.Testing;

namespace Apex.Grains.Tests.Progress;

/// <summary>Fifty watchers that come and go over real grain streams: each sees every number once, and the last event.</summary>
public sealed class WatcherTests
{
    private const int Watchers = 50;
    private const int Categories = 300;

    [Fact]
    public async Task Watch_FiftyThatComeAndGo_SeeEveryEventOnceAndInOrder()
    {
        await using var cluster = await ApexCluster.StartAsync();
        var id = await cluster.RunAsync(Plans.Execution(Plans.Layer("unit", Categories)));

        var watchers = Enumerable.Range(0, Watchers).Select(seed => WatchAsync(cluster, id, new Random(seed))).ToList();
        var seen = await Task.WhenAll(watchers).WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);

        var all = cluster.Store.Events(id);
        all.Count.ShouldBeGreaterThan(Categories * 3);
        all.Select(static next => next.Seq).ShouldBe(Enumerable.Range(1, all.Count).Select(static number => (long)number));
        foreach (var (numbers, visits) in seen)
        {
            numbers.ShouldBe(all.Select(static next => next.Seq));
            visits.ShouldBeGreaterThan(1, "each left and came again");
        }
    }

    /// <summary>Watches some events, leaves in the middle, comes again with the last number that it has seen.</summary>
    private static async Task<(List<long> Numbers, int Visits)> WatchAsync(ApexCluster cluster, string id, Random random)
    {
        var feed = cluster.Client.GetGrain<IProgressFeedGrain>(id);
        var numbers = new List<long>();
        for (var visits = 1; ; visits++)
        {
            var patience = random.Next(1, 150);
            await foreach (var next in feed.WatchAsync(numbers.Count == 0 ? 0 : numbers[^1], TestContext.Current.CancellationToken))
            {
                numbers.Add(next.Seq);
                if (next.Type == EventTypes.OrchestrationCompleted)
                {
                    return (numbers, visits);
                }

                if (--patience == 0)
                {
                    break;
                }
            }
        }
    }
}
