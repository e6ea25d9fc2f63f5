using Apex.Agents;

namespace Apex.Silo.Tests.Agents;

public sealed class CoalescerTests
{
    [Fact]
    public async Task Add_WhileACallIsInFlight_SendsTheRestInOneBatch()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var firstSent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var secondSent = new TaskCompletionSource<List<int>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var coalescer = new Coalescer<int>(
            async (_, batch) =>
            {
                if (batch is [1])
                {
                    firstSent.SetResult();
                    await gate.Task;
                    return;
                }

                secondSent.SetResult(batch);
            },
            (_, error) => secondSent.TrySetException(error));

        coalescer.Add("a", 1);
        await firstSent.Task;
        coalescer.Add("a", 2);
        coalescer.Add("a", 3);
        gate.SetResult();

        (await secondSent.Task).ShouldBe([2, 3]);
    }

    [Fact]
    public async Task Add_FromManyThreads_SendsEachItemOnceAndInOrderOfItsKey()
    {
        const int PerKey = 2_000;
        var seen = new Dictionary<string, List<int>>(StringComparer.Ordinal) { ["a"] = [], ["b"] = [] };
        var all = new CountdownEvent(2 * PerKey);
        var coalescer = new Coalescer<int>(
            (key, batch) =>
            {
                seen[key].AddRange(batch); // one call a key at a time: no lock needed
                all.Signal(batch.Count);
                return Task.CompletedTask;
            },
            (_, _) => { });

        await Task.WhenAll(seen.Keys.Select(key => Task.Run(() =>
        {
            for (var i = 0; i < PerKey; i++)
            {
                coalescer.Add(key, i);
            }
        })));

        all.Wait(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken).ShouldBeTrue();
        seen["a"].ShouldBe(Enumerable.Range(0, PerKey));
        seen["b"].ShouldBe(Enumerable.Range(0, PerKey));
    }

    [Fact]
    public async Task Add_SendFails_TellsAndGoesOnWithTheNext()
    {
        var failed = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var coalescer = new Coalescer<int>(
            (_, batch) =>
            {
                if (batch.Contains(1))
                {
                    throw new IOException("away");
                }

                sent.SetResult();
                return Task.CompletedTask;
            },
            (_, error) => failed.SetResult(error));

        coalescer.Add("a", 1);
        (await failed.Task).Message.ShouldBe("away");
        coalescer.Add("a", 2);

        await sent.Task;
    }
}
