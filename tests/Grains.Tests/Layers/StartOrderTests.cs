using Apex.Layers;
using Apex.Planning;
using Apex.Testing;

namespace Apex.Grains.Tests.Layers;

public sealed class StartOrderTests
{
    [Fact]
    public void Ranks_WithHistory_LongestFirst() =>
        Order(Plans.Layer("l", Plans.Category("a"), Plans.Category("b"), Plans.Category("c")), ("a", 10), ("b", 30), ("c", 20)).ShouldBe("b c a");

    [Fact]
    public void Ranks_WithoutHistory_AsInThePlan() => Order(Plans.Layer("l", Plans.Category("b"), Plans.Category("a"), Plans.Category("c"))).ShouldBe("b a c");

    [Fact]
    public void Ranks_OfAnUnknownCategory_CountsAsTheLongest() =>
        Order(Plans.Layer("l", Plans.Category("a"), Plans.Category("new"), Plans.Category("c")), ("a", 10), ("c", 20)).ShouldBe("new c a");

    [Fact]
    public void Ranks_OfAChain_ByAllThatWaitsForIt() =>
        Order(Plans.Layer("l", Plans.Category("long"), Plans.Category("first"), Plans.Category("second", "first"), Plans.Category("third", "second")),
            ("long", 25), ("first", 5), ("second", 10), ("third", 15)).ShouldBe("first long second third");

    [Fact]
    public void Ranks_AcrossLayers_ByWhatWaitsInALaterOne()
    {
        var layer = Plans.Layer("l", Plans.Category("a"), Plans.Category("b"));
        var later = Plans.Layer("m", Plans.Category("waits", "b"));

        Order(layer, [layer, later], ("a", 10), ("b", 5), ("waits", 100)).ShouldBe("b a");
        StartOrder.Asks(layer, [layer, later]).ShouldBe(["a", "b", "waits"]);
    }

    [Fact]
    public void Ranks_PriorityAndFailedBefore_AreStrongerThanHistory() =>
        Order(Plans.Layer("l", Plans.Category("a"), Plans.Category("b") with { PriorityOrder = 2 }, Plans.Category("c") with { PriorityOrder = 2, FailedBefore = true }),
            ("a", 1), ("b", 100), ("c", 10)).ShouldBe("c a b");

    [Fact]
    public void Ranks_OfANameInTwoLayers_TakesTheLayersOwn()
    {
        var layer = Plans.Layer("l", Plans.Category("a"), Plans.Category("b", "a"));

        Order(layer, [Plans.Layer("k", Plans.Category("a", "b")), layer], ("a", 10), ("b", 20)).ShouldBe("a b");
    }

    [Fact]
    public void Ranks_OfTenThousandLinks_IsLinear()
    {
        var layer = Plans.Layer("l", [.. Enumerable.Range(0, 10_000).Select(number => Plans.Category($"c{number}", number == 0 ? [] : [$"c{number - 1}"]))]);

        StartOrder.Ranks(layer, [layer], new Dictionary<string, long>()).ShouldBe(Enumerable.Range(0, 10_000));
    }

    [Theory]
    [InlineData(LayerMode.Sequential, 5, 0)]
    [InlineData(LayerMode.Parallel, 1, 0)]
    [InlineData(LayerMode.Parallel, 5, 5)]
    public void Asks_WhereTheOrderIsFixed_ForNothing(LayerMode mode, int categories, int asked)
    {
        var layer = Plans.Layer("l", categories) with { Mode = mode };

        StartOrder.Asks(layer, [layer, Plans.Layer("other", 7)]).Count.ShouldBe(asked);
    }

    /// <summary>The workload W3: sixty of skewed length, four at a time, against what no order can beat.</summary>
    [Fact]
    public void Ranks_OfSkewedLengths_EndWithinFivePercentOfTheBound()
    {
        var ratios = Enumerable.Range(1, 5).Select(static seed => Makespan(seed, withHistory: true)).Order().ToList();
        var without = Enumerable.Range(1, 5).Select(static seed => Makespan(seed, withHistory: false)).Order().ToList();

        ratios[2].ShouldBeLessThanOrEqualTo(1.05);
        ratios[2].ShouldBeLessThan(without[2]);
    }

    private static double Makespan(int seed, bool withHistory)
    {
#pragma warning disable CA5394, RS0030 // a workload that is the same each time, no secret
        var lengths = Enumerable.Range(0, 60).Select(static i => (long)(200 + (4000 * Math.Pow(0.92, i)))).ToArray();
        new Random(seed).Shuffle(lengths);
#pragma warning restore CA5394, RS0030
        var layer = Plans.Layer("l", lengths.Length) with { MaxParallelInstances = 4 };
        var durations = withHistory ? layer.Categories.Select((category, index) => (category.Name, lengths[index])).ToDictionary(static pair => pair.Name, static pair => pair.Item2) : [];
        var ranks = StartOrder.Ranks(layer, [layer], durations);
        var free = new PriorityQueue<int, long>(Enumerable.Range(0, 4).Select(static slot => (slot, 0L)));
        var end = 0L;
        foreach (var index in Enumerable.Range(0, lengths.Length).OrderBy(index => ranks[index]))
        {
            free.TryDequeue(out var slot, out var at);
            free.Enqueue(slot, at + lengths[index]);
            end = Math.Max(end, at + lengths[index]);
        }

        return (double)end / Math.Max(lengths.Max(), lengths.Sum() / 4.0);
    }

    private static string Order(LayerPlan layer, params (string Name, long Milliseconds)[] history) => Order(layer, [layer], history);

    private static string Order(LayerPlan layer, LayerPlan[] layers, params (string Name, long Milliseconds)[] history)
    {
        var ranks = StartOrder.Ranks(layer, layers, history.ToDictionary(static one => one.Name, static one => one.Milliseconds));
        ranks.Order().ShouldBe(Enumerable.Range(0, ranks.Length));
        return string.Join(' ', ranks.Zip(layer.Categories).OrderBy(static pair => pair.First).Select(static pair => pair.Second.Name));
    }
}
