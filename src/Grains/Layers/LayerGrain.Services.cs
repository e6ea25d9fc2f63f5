using Apex.Categories;
using Apex.Planning;

namespace Apex.Layers;

/// <summary>Categories whose services are not there end as errors; the others go on.</summary>
public sealed partial class LayerGrain
{
    private const int EndedAtOnce = 16;
    private const int WaitingShown = 100;

    private LayerSnapshot WithServices(LayerSnapshot snapshot) => _progress is null ? snapshot : snapshot with
    {
        ServicesVersion = _progress.ServicesVersion,
        WaitingForService = [.. _progress.WaitingForService.Take(WaitingShown)],
    };

    private DateTimeOffset? ServicesDeadline(LayerPlan plan) => plan.ServicesTimeoutMs is { } time ? _row.Value.StartedAt!.Value.AddMilliseconds(time) : null;

    private async Task EndUnservableAsync(LayerPlan plan, LayerProgress progress, DateTimeOffset now)
    {
        if (ServicesDeadline(plan) is { } deadline && now >= deadline)
        {
            progress.GiveUpServices($"its services were not up within {plan.ServicesTimeoutMs / 1000} s (execution.layer_startup_timeout_seconds)");
        }

        foreach (var batch in progress.Unservable.Chunk(EndedAtOnce))
        {
            var ended = await Task.WhenAll(batch.Select(item => GrainFactory.GetGrain<ICategoryGrain>($"{Key}/{item.Category}")
                .FailAsync(new FailCategory { PlanHash = _row.Value.PlanHash, Reason = item.Reason })));
            foreach (var category in ended)
            {
                progress.Apply(category, null, now);
            }
        }
    }
}
