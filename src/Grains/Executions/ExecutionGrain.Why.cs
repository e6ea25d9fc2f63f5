using Apex.Agents;
using Apex.Background;
using Apex.Categories;
using Apex.Resources;

namespace Apex.Executions;

/// <summary>Collects what <see cref="WaitExplainer"/> needs. Changes nothing; what cannot be asked now is left out.</summary>
public sealed partial class ExecutionGrain
{
    private const int WaitsShown = 1_000;

    public async Task<WhyReply?> WhyAsync(WhyQuery query)
    {
        if (!_row.Exists)
        {
            return null;
        }

        var facts = await FactsAsync();
        var explainer = new WaitExplainer(facts);
        var waiting = explainer.All().Where(wait => query.Category is null || $"{wait.Layer}/{wait.Category}" == query.Category).ToList();
        return new WhyReply
        {
            Id = Id,
            State = facts.Record.State,
            Verdict = facts.Record.Verdict,
            Waiting = [.. waiting.Take(WaitsShown)],
            WaitingTotal = waiting.Count,
            Running = explainer.Running,
        };
    }

    private async Task<WaitFacts> FactsAsync()
    {
        var (record, plan) = (_row.Value, _plan ?? await _plans.LoadAsync(_row.Value.PlanHash));
        var rows = await _view.RowsAsync(record);
        if (!IsLive)
        {
            return new WaitFacts { Record = record, Plan = plan, Rows = rows, Now = Now };
        }

        var scheduler = await GrainFactory.GetGrain<ISchedulerGrain>(_options.Region).ExplainAsync(Id);
        var open = rows.Values.Select(row => row.Open).Where(attempt => attempt is { StartedAt: null }).Select(attempt => attempt!.Host).ToHashSet();
        var onHosts = await Task.WhenAll(scheduler.Hosts.Where(host => open.Contains(host.Host)).Select(AskHostAsync));
        return new WaitFacts
        {
            Record = record,
            Plan = plan,
            Rows = rows,
            Unplaced = scheduler.Waiting.ToDictionary(wait => wait.CategoryKey),
            OnHosts = onHosts.SelectMany(waits => waits).DistinctBy(wait => wait.CategoryKey).ToDictionary(wait => wait.CategoryKey),
            NoStart = record.State == ExecutionState.Queued ? await GrainFactory.GetGrain<IOrchestrationControllerGrain>(_options.Region).WhyNoStartAsync() : null,
            Task = record is { State: ExecutionState.Queued, Background: not null } ? await GrainFactory.GetGrain<IBackgroundQueueGrain>(_options.Region).GetAsync(Id) : null,
            Now = Now,
        };
    }

    private async Task<List<WaitingCategory>> AskHostAsync(HostReport host)
    {
        try
        {
            return await _hosts.On(host.Silo).ExplainAsync(Id);
        }
        catch (Exception error)
        {
            LogHostNotAsked(error, host.Host);
            return [];
        }
    }
}
