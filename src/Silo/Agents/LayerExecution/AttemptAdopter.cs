using Apex.Categories;
using Apex.Persistence;
using Apex.Planning;
using Apex.Runner;

namespace Apex.Agents;

/// <summary>After each (re)connection: asks the category of everything that the runner holds whether it is still wanted, and goes on or stops it.</summary>
public sealed partial class AttemptAdopter(
    FollowedAttempts followed, IRunnerLink runner, AttemptReporter reporter, IPlanStore plans, IGrainFactory grains, TimeProvider time, ILogger<AttemptAdopter> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <param name="host">This host.</param>
    /// <param name="beat">Called after each attempt: a long inventory is not silence.</param>
    /// <param name="cancellationToken">Ends it half way.</param>
    /// <returns>How many attempts were adopted.</returns>
    public async Task<int> AdoptAllAsync(string host, Action beat, CancellationToken cancellationToken)
    {
        var held = await runner.InventoryAsync(cancellationToken);
        var strangers = held.Where(attempt => followed.Find(attempt.Id) is null && !ServiceCommandId.Is(attempt.Id)).ToList();
        await Parallel.ForEachAsync(
            strangers,
            new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = cancellationToken },
            async (attempt, stop) =>
            {
                await AdoptAsync(attempt, host, stop);
                beat();
            });
        followed.Known = true;
        return strangers.Count;
    }

    private async Task AdoptAsync(HeldAttempt held, string host, CancellationToken cancellationToken)
    {
        var reply = await AskAsync(held, host, cancellationToken);
        if (reply.PlanHash is not { } planHash || await FindAsync(planHash, held.Id) is not { } found)
        {
            await LetGoAsync(held, host, reply.Refusal ?? "its execution is unknown here", cancellationToken);
            return;
        }

        var attempt = new FollowedAttempt(held.Id, reply.Adopted ? reply.Epoch : held.Epoch, planHash, found.Category, found.Folder) { StartedAt = held.StartedAt };
        if (held.End is { } end)
        {
            followed.Add(attempt); // recorded, late or refused: the category's answer decides
            await reporter.ReportAsync(attempt, end, cancellationToken);
        }
        else if (reply.Adopted)
        {
            followed.Add(attempt);
            await runner.AdoptAsync(held.Id, reply.Epoch, cancellationToken);
            LogAdopted(log, held.Id, reply.Epoch);
        }
        else
        {
            await LetGoAsync(held, host, reply.Refusal ?? "it is not wanted any more", cancellationToken);
        }
    }

    private async Task<AdoptionReply> AskAsync(HeldAttempt held, string host, CancellationToken cancellationToken)
    {
        var request = new AdoptionRequest { Id = held.Id, Epoch = held.Epoch, Host = host, StartedAt = held.StartedAt };
        while (true)
        {
            try
            {
                return await grains.GetGrain<ICategoryGrain>(held.Id.CategoryKey).AdoptAsync(request);
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                LogAskFailed(log, error, held.Id);
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task<(CategoryPlan Category, string Folder)?> FindAsync(string planHash, AttemptId id)
    {
        var plan = await plans.LoadAsync(planHash);
        var category = plan.Layers.Find(layer => layer.Name == id.Layer) is { } layer ? PlannedCategories.Find(layer, id.Category) : null;
        return category is null ? null : (category, plan.ProjectFolder);
    }

    private async Task LetGoAsync(HeldAttempt held, string host, string reason, CancellationToken cancellationToken)
    {
        LogLetGo(log, held.Id, reason);
        if (held.State == HeldState.Ended)
        {
            reporter.Acknowledge(held.Id, host);
            return;
        }

        await runner.StopAsync([new StopOrder(held.Id, held.Epoch, EndCause.Stopped, reason)], cancellationToken);
    }

    [LoggerMessage(EventId = 2250, Level = LogLevel.Information, Message = "{Attempt} is adopted under epoch {Epoch}")]
    private static partial void LogAdopted(ILogger logger, AttemptId attempt, long epoch);

    [LoggerMessage(EventId = 2251, Level = LogLevel.Warning, Message = "{Attempt} is let go: {Reason}")]
    private static partial void LogLetGo(ILogger logger, AttemptId attempt, string reason);

    [LoggerMessage(EventId = 2252, Level = LogLevel.Warning, Message = "{Attempt}: its category could not be asked, trying again")]
    private static partial void LogAskFailed(ILogger logger, Exception error, AttemptId attempt);
}
