using System.Globalization;
using Apex.Agents;
using Apex.Categories;
using Apex.Resources;

namespace Apex.Layers;

/// <summary>Orders the end of a layer's open categories: their rows first, then their hosts. Repeated until all have ended.</summary>
public sealed class LayerStops(IGrainFactory grains, ILayerExecutionAgentClient agents, GrainsOptions options, TimeProvider time)
{
    private const int AtOnce = 16;
    private readonly HostFinder _hosts = new(grains, agents, options);
    private readonly Dictionary<string, DateTimeOffset> _missingSince = [];

    /// <returns>Categories that have ended by this.</returns>
    public async Task<List<CategorySnapshot>> OrderAsync(string layerKey, IReadOnlyList<string> categories, FailureClass @class, string reason)
    {
        var ended = new List<CategorySnapshot>();
        var open = new List<OpenAttempt>();
        foreach (var batch in categories.Chunk(AtOnce))
        {
            foreach (var (attempt, snapshot) in await Task.WhenAll(batch.Select(category => CancelAsync($"{layerKey}/{category}", reason))))
            {
                if (attempt is not null)
                {
                    open.Add(attempt);
                }
                else
                {
                    ended.Add(snapshot!);
                }
            }
        }

        foreach (var host in open.GroupBy(attempt => attempt.Host))
        {
            ended.AddRange(await StopAsync(host.Key, [.. host], @class, reason));
        }

        return ended;
    }

    private async Task<(OpenAttempt? Open, CategorySnapshot? Ended)> CancelAsync(string key, string reason)
    {
        var category = grains.GetGrain<ICategoryGrain>(key);
        return await category.CancelAsync(reason) is { } open ? (open, null) : (null, await category.GetAsync());
    }

    private async Task<List<CategorySnapshot>> StopAsync(string host, List<OpenAttempt> attempts, FailureClass @class, string reason)
    {
        if (await _hosts.FindAsync(host) is { } silo)
        {
            _missingSince.Remove(host);
            await agents.On(silo).StopAsync(new StopAttemptsRequest { Attempts = attempts, Class = @class, Reason = reason });
            return [];
        }

        var now = time.GetUtcNow();
        _missingSince.TryAdd(host, now);
        return now - _missingSince[host] < options.LostHost ? [] : await LoseAsync(host, attempts, now);
    }

    /// <summary>Nobody speaks for the host: what it had is recorded as lost, so that the layer ends. A report that comes after all is a late result.</summary>
    private async Task<List<CategorySnapshot>> LoseAsync(string host, List<OpenAttempt> attempts, DateTimeOffset now)
    {
        var ended = new List<CategorySnapshot>();
        foreach (var attempt in attempts)
        {
            var reply = await grains.GetGrain<ICategoryGrain>(attempt.Id.CategoryKey).ReportAsync(new AttemptReport
            {
                Id = attempt.Id,
                Epoch = attempt.Epoch,
                Digest = string.Create(CultureInfo.InvariantCulture, $"lost:{attempt.Epoch}"),
                Host = host,
                Verdict = Verdict.Error,
                Class = FailureClass.Infra,
                FinishedAt = now,
                EmptinessProven = false,
                Reason = $"host {host} has not been heard of for {options.LostHost.TotalSeconds:0} s; its command may still run there",
            });
            ended.Add(reply.Category);
        }

        return ended;
    }
}
