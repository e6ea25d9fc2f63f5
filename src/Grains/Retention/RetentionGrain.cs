using Apex.Agents;
using Apex.Executions;
using Apex.Persistence;

namespace Apex.Retention;

/// <summary>Has executions remove themselves and hosts their files. An execution decides itself whether it has ended.</summary>
public sealed class RetentionGrain(IRetentionRows rows, IResourceManagementAgentClient hosts, GrainsOptions options, TimeProvider time) : Grain, IRetentionGrain
{
    /// <summary>Executions in one call: it is to answer before its caller's patience ends.</summary>
    private const int AtOnce = 50;

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    /// <summary>The same key again gives the same id, and a runner remembers its attempts for a day: until then it would start none of them.</summary>
    private static readonly TimeSpan Keyed = TimeSpan.FromDays(2);
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(36_500);

    public async Task<PruneExecutionsReply> PruneExecutionsAsync(PruneRequest request)
    {
        var old = await rows.ExpiredAsync(Query(request));
        if (request.DryRun)
        {
            return new PruneExecutionsReply { Executions = old.Count };
        }

        var (gone, problems, began, tried) = (new List<string>(old.Count), new List<string>(), time.GetTimestamp(), 0);
        foreach (var execution in old.TakeWhile(_ => time.GetElapsedTime(began) < Turn))
        {
            tried++;
            try
            {
                if (await GrainFactory.GetGrain<IExecutionGrain>(execution).RemoveAsync())
                {
                    gone.Add(execution);
                }
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                problems.Add($"execution {execution} was not removed: {error.Message}"); // the others are not kept for its sake
            }
        }

        var files = gone.Count == 0 ? new PruneLogsReply() : await AskHostsAsync(new PruneHostRequest { Executions = gone });
        return new PruneExecutionsReply
        {
            Executions = gone.Count,
            Logs = files with { Problems = [.. problems, .. files.Problems] },
            More = gone.Count > 0 && (old.Count == AtOnce || tried < old.Count),
        };
    }

    public async Task<PruneLogsReply> PruneLogsAsync(PruneRequest request) => await AskHostsAsync(new PruneHostRequest
    {
        Executions = request.DryRun ? [.. await rows.ExpiredAsync(Query(request))] : [], // else they are gone already
        Rule = options.Retention with { Logs = request.LogsOlderThan ?? options.Retention.Logs },
        DryRun = request.DryRun,
    });

    private ExpiredQuery Query(PruneRequest request)
    {
        var now = time.GetUtcNow();
        var age = request.OlderThan is { } asked ? TimeSpan.FromTicks(Math.Clamp(asked.Ticks, 0, Oldest.Ticks)) : (TimeSpan?)null;
        return new ExpiredQuery(
            now,
            EndedBefore: now - (age ?? options.Retention.Executions),
            LaneEndedBefore: now - age,
            KeyedEndedBefore: now - Keyed,
            Keep: request.Keep ?? options.Retention.MostExecutions,
            Recent: request.Keep is null ? now - Recent : now,
            Limit: request.DryRun ? int.MaxValue : AtOnce);
    }

    private async Task<PruneLogsReply> AskHostsAsync(PruneHostRequest request)
    {
        var silos = await GrainFactory.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
        return (await Task.WhenAll(silos.Keys.Select(silo => AskHostAsync(silo, request)))).Aggregate(new PruneLogsReply(), static (sum, reply) => sum.Plus(reply));
    }

    /// <summary>The files of a host that does not answer go with its next look of its own.</summary>
    private async Task<PruneLogsReply> AskHostAsync(SiloAddress silo, PruneHostRequest request)
    {
        try
        {
            return await hosts.On(silo).PruneAsync(request);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return new PruneLogsReply { Problems = [$"the files of {silo.ToParsableString()} were not removed: {error.Message}"] };
        }
    }
}
