using Apex.Persistence;
using Orleans.Concurrency;

namespace Apex.Executions;

/// <summary>Answers lists from the read model.</summary>
[StatelessWorker]
public sealed class ExecutionDirectoryGrain(IExecutionRows rows, TimeProvider time) : Grain, IExecutionDirectoryGrain
{
    private const int MostLive = 1_000;
    private const int Shown = 20;

    /// <summary>Executions of which progress is asked: more would cost more than an answer is worth.</summary>
    private const int Asked = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<List<ExecutionListItem>> ListAsync(ExecutionListQuery query) =>
        [.. await rows.ListAsync(query with { Limit = Math.Clamp(query.Limit, 1, 1_000) })];

    public async Task<ExecutionOverview> OverviewAsync()
    {
        var overview = await rows.OverviewAsync(MostLive, ExecutionAlerts.Considered);
        var asked = await Task.WhenAll(overview.Live.Take(Asked).Select(item => AskAsync(item.Id)));
        var answers = asked.OfType<ExecutionSnapshot>().ToDictionary(snapshot => snapshot.Id);
        return overview with
        {
            Live = [.. overview.Live.Select(item => answers.TryGetValue(item.Id, out var answer) ? item with { Progress = ProgressOf(answer) } : item)],
            Recent = [.. overview.Recent.Take(Shown)],
            Alerts = [.. ExecutionAlerts.Of(overview.Recent), .. answers.Values.Where(answer => answer.OvertimeSince is not null).Select(ExecutionAlerts.Overtime)],
        };
    }

    /// <summary>One that does not answer in time is listed without its progress.</summary>
    private async Task<ExecutionSnapshot?> AskAsync(string execution)
    {
        try
        {
            return await GrainFactory.GetGrain<IExecutionGrain>(execution).GetAsync(new ExecutionQuery { Categories = false }).WaitAsync(Patience, time);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return null;
        }
    }

    private static ExecutionProgress ProgressOf(ExecutionSnapshot snapshot) => new()
    {
        Done = snapshot.Layers.Sum(layer => layer.Tally.Total - layer.Tally.Open),
        Total = snapshot.Layers.Sum(layer => layer.Tally.Total),
        Layers = [.. snapshot.Layers.Where(layer => layer.State is StepState.Queued or StepState.Starting or StepState.Running).Select(layer => layer.Name)],
    };
}
