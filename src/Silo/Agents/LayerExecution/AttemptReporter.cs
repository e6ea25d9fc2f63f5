using Apex.Categories;
using Apex.Layers;
using Apex.Persistence;
using Apex.Planning;
using Apex.Resources;
using Apex.Results;
using Apex.Runner;

namespace Apex.Agents;

/// <summary>Brings an attempt's end to its category, until it is recorded; then lets the runner forget it and tells layer and scheduler.</summary>
public sealed partial class AttemptReporter
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly FollowedAttempts _followed;
    private readonly IRunnerLink _runner;
    private readonly IResultReader _results;
    private readonly IGrainFactory _grains;
    private readonly ICrashPoints _crash;
    private readonly TimeProvider _time;
    private readonly ILogger<AttemptReporter> _log;
    private readonly Coalescer<CategoryChange> _hints;
    private readonly Coalescer<string> _releases;
    private readonly Coalescer<AttemptId> _acknowledgements;

    public AttemptReporter(
        FollowedAttempts followed, IRunnerLink runner, IResultReader results, IGrainFactory grains, ICrashPoints crash, SiloOptions options, TimeProvider time, ILogger<AttemptReporter> log)
    {
        (_followed, _runner, _results, _grains, _crash, _time, _log) = (followed, runner, results, grains, crash, time, log);
        _hints = new Coalescer<CategoryChange>(
            (layer, changes) => grains.Known<ILayerGrain>(layer).CategoriesChangedAsync(new CategoriesChanged { Changes = changes }),
            (layer, error) => LogHintLost(log, error, layer));
        _releases = new Coalescer<string>(
            (host, keys) => grains.Known<ISchedulerGrain>(options.Region).ReleasedAsync(host, keys),
            (host, error) => LogHintLost(log, error, host));
        _acknowledgements = new Coalescer<AttemptId>(
            (_, ids) => runner.AcknowledgeAsync(ids, CancellationToken.None),
            (host, error) => LogHintLost(log, error, host));
    }

    /// <summary>Does not return before the end is recorded, superseded, or this silo stops.</summary>
    public async Task ReportAsync(FollowedAttempt attempt, AttemptEnd end, CancellationToken cancellationToken)
    {
        attempt.Ending = true;
        var host = (await _runner.IdentityAsync(cancellationToken)).HostId;
        var outcome = ReadsFiles(attempt.Category) ? await Task.Run(() => Read(attempt, end), cancellationToken) : Read(attempt, end);
        var category = _grains.Known<ICategoryGrain>(end.Id.CategoryKey);
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                _crash.Hit("agent.report.before_grain");
                var reply = await category.ReportAsync(AttemptReports.Create(end, attempt.Epoch, host, outcome));
                _crash.Hit("agent.report.after_grain");
                if (reply.Outcome == ReportOutcome.Refused && await RegainAsync(category, attempt, end, host))
                {
                    continue; // under the new term
                }

                Finish(attempt.Id, host, reply);
                return;
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                // Storage or the grain's home is away. The runner keeps the end; so does this loop.
                LogRetry(_log, error, attempt.Id, pause);
            }

            await Task.Delay(pause, _time, cancellationToken);
        }
    }

    /// <summary>Lets the runner forget an end that nobody waits for.</summary>
    public void Acknowledge(AttemptId id, string host) => _acknowledgements.Add(host, id);

    /// <summary>Tells the scheduler that an attempt does not take room here.</summary>
    public void Release(string host, string categoryKey) => _releases.Add(host, categoryKey);

    private static bool ReadsFiles(CategoryPlan category) => category.Results is not null || category.Artifacts.Count > 0;

    private AttemptOutcome Read(FollowedAttempt attempt, AttemptEnd end)
    {
        try
        {
            return _results.Read(attempt.Category, end, _runner.SpoolFolder(end.Id), attempt.ProjectFolder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new AttemptOutcome
            {
                Verdict = Verdict.Error,
                Class = FailureClass.Infra,
                Reason = $"its report could not be read: {error.Message}",
            };
        }
    }

    private static async Task<bool> RegainAsync(ICategoryGrain category, FollowedAttempt attempt, AttemptEnd end, string host)
    {
        var adoption = await category.AdoptAsync(new AdoptionRequest { Id = attempt.Id, Epoch = end.Epoch, Host = host, StartedAt = end.StartedAt });
        if (adoption.Adopted)
        {
            attempt.RaiseEpoch(adoption.Epoch);
        }

        return adoption.Adopted;
    }

    private void Finish(AttemptId id, string host, ReportReply reply)
    {
        _followed.Remove(id);
        Acknowledge(id, host);
        _hints.Add(ApexKeys.Layer(id.Execution, id.Layer), new CategoryChange { Category = reply.Category, RetryAfterMs = reply.RetryAfterMs });
        _releases.Add(host, id.CategoryKey);
        if (reply.Outcome != ReportOutcome.Recorded)
        {
            LogNotRecorded(_log, id, reply.Outcome);
        }
    }

    [LoggerMessage(EventId = 2240, Level = LogLevel.Warning, Message = "{Attempt}: its end could not be recorded, trying again in {Pause}")]
    private static partial void LogRetry(ILogger logger, Exception error, AttemptId attempt, TimeSpan pause);

    [LoggerMessage(EventId = 2241, Level = LogLevel.Information, Message = "{Attempt}: its end was not the recorded one ({Outcome})")]
    private static partial void LogNotRecorded(ILogger logger, AttemptId attempt, ReportOutcome outcome);

    [LoggerMessage(EventId = 2242, Level = LogLevel.Warning, Message = "{Target} was not told of an end; it finds it by its own wake")]
    private static partial void LogHintLost(ILogger logger, Exception error, string target);
}
