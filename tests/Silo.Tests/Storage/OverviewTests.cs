using Apex.Executions;
using Apex.Persistence;
using Apex.Storage;
using Orleans.Runtime;

namespace Apex.Silo.Tests.Storage;

public sealed class OverviewTests : IDisposable
{
    private const int Executions = 20;
    private readonly TempStore _temp = new();

    public void Dispose() => _temp.Dispose();

    /// <summary>Numbers and lists are of one moment: while executions move on, none is counted twice or not at all, and none is in two lists.</summary>
    [Fact]
    public async Task OverviewAsync_WhileExecutionsMoveOn_IsOfOneMoment()
    {
        var storage = await Rows.ProviderAsync(_temp.Store);
        var rows = new List<(DurableState<ExecutionRecord> Row, ExecutionRecord First)>();
        for (var n = 0; n < Executions; n++)
        {
            var row = new DurableState<ExecutionRecord>(storage, StateNames.Execution, GrainId.Create("execution", $"e{n}"));
            row.AssumeNew();
            var first = Rows.Execution($"e{n}", DateTimeOffset.UnixEpoch.AddMinutes(n));
            await row.WriteAsync(first);
            rows.Add((row, first));
        }

        using var over = new CancellationTokenSource();
        var moving = Task.WhenAll(rows.Select(pair => Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                foreach (var state in new[] { ExecutionState.Queued, ExecutionState.ExecutingLayers, ExecutionState.Completed })
                {
                    await pair.Row.WriteAsync(pair.First with { State = state });
                }
            }
        })));

        var port = new ExecutionRows(_temp.Store);
        for (var read = 0; read < 200; read++)
        {
            var overview = await port.OverviewAsync(1_000, 200);
            (overview.Queued + overview.Running + overview.Done).ShouldBe(Executions);
            overview.Live.Count.ShouldBe(overview.Queued + overview.Running);
            overview.Recent.Count.ShouldBe(overview.Done);
            overview.Live.Count(item => item.State == ExecutionState.Queued).ShouldBe(overview.Queued);
            overview.Live.Concat(overview.Recent).Select(item => item.Id).Distinct().Count().ShouldBe(Executions);
        }

        await over.CancelAsync();
        await moving;
    }
}
