using Apex.Background;
using Apex.Persistence;

namespace Apex.Categories;

/// <summary>A transition: the row to write, or null when nothing changes, and the answer to give once it is written.</summary>
public readonly record struct CategoryStep<TReply>(CategoryState? Next, TReply Reply);

/// <summary>The state machine of a category: placed → (started) → reported → placed again or completed.</summary>
public static class CategoryTransitions
{
    private const int LongestFailure = 4_000;

    public static CategoryStep<PlacementReply> Place(CategoryState state, PlacementRequest request, DateTimeOffset now)
    {
        if (state.IsTerminal || state.CancelRequested)
        {
            return Refuse(state.IsTerminal ? $"{state.State.ToString().ToLowerInvariant()}" : "cancelled");
        }

        var epoch = state.Epoch + 1;
        if (state.Open is { } open)
        {
            return open.Host == request.Host
                ? new(state.With(open with { Epoch = epoch }) with { Epoch = epoch, Outbox = [] }, new() { Attempt = open.Number, Epoch = epoch })
                : Refuse($"attempt {open.Number} is open on host {open.Host}");
        }

        var attempt = new AttemptSnapshot { Number = state.LastAttempt + 1, Epoch = epoch, Host = request.Host, State = StepState.Starting, PlacedAt = now };
        var next = state with
        {
            PlanHash = request.PlanHash,
            Retry = request.Retry,
            Claim = request.Claim,
            State = StepState.Starting,
            Epoch = epoch,
            LastAttempt = attempt.Number,
            RetryAt = null,
            Attempts = [.. state.Attempts, attempt],
            Outbox = [.. state.LastAttempt == 0 ? [CategoryEvents.Queued(state, attempt)] : Array.Empty<OutboxEvent>(), .. CategoryEvents.Waiting(state, request.Claim, attempt)],
        };
        return new(next, new() { Attempt = attempt.Number, Epoch = epoch });
    }

    public static CategoryState? Started(CategoryState state, AttemptStarted started)
    {
        if (state.Open is not { StartedAt: null } open || open.Number != started.Id.Number || started.Epoch < open.Epoch)
        {
            return null;
        }

        return Running(state, open, started.StartedAt) with { Outbox = [.. CategoryEvents.Started(state, open, started.StartedAt)] };
    }

    public static CategoryState? Progress(CategoryState state, AttemptProgress progress, DateTimeOffset now) =>
        state.Open is { State: StepState.Running } open && open.Number == progress.Id.Number && progress.Epoch >= open.Epoch && !state.CancelRequested
            ? state with { Outbox = [CategoryEvents.Progress(state, progress, now)] }
            : null;

    public static CategoryStep<AdoptionReply> Adopt(CategoryState state, AdoptionRequest request, DateTimeOffset now)
    {
        if (state.Open is not { } open || open.Number != request.Id.Number || open.Host != request.Host)
        {
            return new(null, new() { Adopted = false, PlanHash = KnownPlan(state), Refusal = state.Open is { } other ? $"attempt {other.Number} on {other.Host} is the open one" : "no attempt is open" });
        }

        // A term above ours means that this database is older than the host's journal: go on above both.
        var epoch = Math.Max(state.Epoch, request.Epoch) + 1;
        var adopted = open with { Epoch = epoch };
        var startsNow = request.StartedAt is not null && open.StartedAt is null;
        var next = startsNow ? Running(state, adopted, request.StartedAt!.Value) : state.With(adopted);
        return new(
            next with
            {
                Epoch = epoch,
                Outbox = [.. startsNow ? CategoryEvents.Started(state, adopted, request.StartedAt!.Value) : [], CategoryEvents.Detached(state, open, now), CategoryEvents.Reattached(state, adopted, now)],
            },
            new() { Adopted = true, Epoch = epoch, PlanHash = state.PlanHash });
    }

    public static CategoryStep<ReportReply> Report(CategoryState state, AttemptReport report, double jitter, TimeSpan retryUnit, DateTimeOffset now)
    {
        var attempt = state.Attempts.Find(known => known.Number == report.Id.Number);
        if (attempt?.Report?.Digest == report.Digest && attempt.Report is not null)
        {
            return Answer(null, state, ReportOutcome.Recorded, now);
        }

        // A number that was never given is from another history of this database.
        if ((attempt is not null && report.Epoch < attempt.Epoch) || report.Id.Number > state.LastAttempt)
        {
            return Answer(null, state, ReportOutcome.Refused, now);
        }

        if (attempt is null || attempt.Report is not null)
        {
            return Late(state, report, now);
        }

        var next = Record(state, attempt, report, jitter, retryUnit, now);
        return Answer(next, next, ReportOutcome.Recorded, now);
    }

    /// <summary>Takes back an attempt that never started. Its number stays used, and each one makes the pause before the next longer: a host may refuse every start.</summary>
    public static CategoryState? Withdraw(CategoryState state, AttemptId id, long epoch, double jitter, TimeSpan retryUnit, DateTimeOffset now)
    {
        if (state.Open is not { } open || open.Number != id.Number || epoch < open.Epoch)
        {
            return null;
        }

        List<AttemptSnapshot> left = [.. state.Attempts.Where(attempt => attempt != open)];
        var pause = RetryPolicy.Backoff(state.LastAttempt - left.Count, jitter, retryUnit);
        var next = state with { State = StepState.Queued, Attempts = left, RetryAt = now + pause, Outbox = [] };
        return next.CancelRequested ? End(next with { RetryAt = null }, now) : next;
    }

    /// <summary>Ends what can not be run: what it requires is not there. An attempt that is open goes on.</summary>
    public static CategoryState? Fail(CategoryState state, FailCategory request, DateTimeOffset now)
    {
        if (state.IsTerminal || state.Open is not null || state.CancelRequested)
        {
            return null;
        }

        var ended = state with
        {
            PlanHash = request.PlanHash,
            State = StepState.Completed,
            Verdict = Verdict.Error,
            Reason = request.Reason.Length > LongestFailure ? request.Reason[..LongestFailure] + "…" : request.Reason,
            RetryAt = null,
        };
        return ended with { Outbox = [CategoryEvents.Ended(ended, now)] };
    }

    public static CategoryState? Cancel(CategoryState state, string reason, DateTimeOffset now)
    {
        if (state.IsTerminal || state.CancelRequested)
        {
            return null;
        }

        var next = state with { CancelRequested = true, Reason = reason, RetryAt = null, Outbox = [] };
        return state.Open is null ? End(next, now) : next with { Outbox = [CategoryEvents.Cancelled(state, reason, now)] };
    }

    private static CategoryState Running(CategoryState state, AttemptSnapshot open, DateTimeOffset at) =>
        state.With(open with { State = StepState.Running, StartedAt = at }) with { State = StepState.Running };

    private static CategoryState Record(
        CategoryState state, AttemptSnapshot attempt, AttemptReport report, double jitter, TimeSpan retryUnit, DateTimeOffset now)
    {
        var tests = CategoryEvents.Tests(state, report, now).ToList();
        report = ReportBounds.Fit(report, ReportBounds.LastAttempt);
        var startsNow = attempt.StartedAt is null && report.StartedAt is not null;
        var ended = attempt with { State = StepState.Completed, StartedAt = attempt.StartedAt ?? report.StartedAt, Report = report };
        List<AttemptSnapshot> attempts =
        [
            .. state.Attempts.Where(known => known.Number != attempt.Number).Select(known => known with { Report = ReportBounds.Fit(known.Report!, ReportBounds.EarlierAttempt) }),
            ended,
        ];
        var next = state with
        {
            Attempts = attempts,
            Outbox = [.. startsNow ? CategoryEvents.Started(state, attempt, report.StartedAt!.Value) : [], .. tests, .. CategoryEvents.Finished(state, ended, now)],
        };
        if (state.CancelRequested || !RetryPolicy.MayRetry(attempts, state.Retry))
        {
            return End(next, now);
        }

        var delay = RetryPolicy.Backoff(attempts.Count, jitter, retryUnit);
        var lane = state.Retry.BackgroundRetries is null ? [] : new[] { BackgroundEvents.Retrying(state, report, delay, now) };
        return next with { State = StepState.Queued, RetryAt = now + delay, Outbox = [.. next.Outbox, CategoryEvents.Retrying(state, report, delay, now), .. lane] };
    }

    /// <summary>Ends the category by its last attempt; without any it was skipped.</summary>
    private static CategoryState End(CategoryState state, DateTimeOffset now)
    {
        var quarantined = state is { CancelRequested: false, LastReport.Class: FailureClass.Infra };
        var ended = state with
        {
            State = state.LastReport is null ? StepState.Skipped : StepState.Completed,
            Verdict = VerdictOf(state),
            Reason = quarantined ? $"quarantined: {state.LastReport?.Reason ?? "infrastructure failed each time"}" : state.Reason,
        };
        OutboxEvent[] fault = quarantined ? [CategoryEvents.Fault(ended, "quarantined", ended.Reason, null, now)] : [];
        return ended with { Outbox = [.. state.Outbox, .. fault, CategoryEvents.Ended(ended, now)] };
    }

    /// <summary>SPEC 3's class table.</summary>
    private static Verdict VerdictOf(CategoryState state) => state.LastReport switch
    {
        null => Verdict.Skipped,
        { Class: FailureClass.Infra } when state.CancelRequested => Verdict.Cancelled,
        { Class: FailureClass.None, Verdict: Verdict.Passed or Verdict.NoTests } report => report.Verdict,
        { Class: FailureClass.Test } => Verdict.Failed,
        { Class: FailureClass.Timeout or FailureClass.Hang } => Verdict.TimedOut,
        { Class: FailureClass.Cancelled } => Verdict.Cancelled,
        _ => Verdict.Error,
    };

    private static CategoryStep<ReportReply> Late(CategoryState state, AttemptReport report, DateTimeOffset now)
    {
        if (state.LateResults.Count >= 5 || state.LateResults.Exists(known => known.Digest == report.Digest && known.Id == report.Id))
        {
            return Answer(null, state, ReportOutcome.Late, now);
        }

        var next = state with
        {
            LateResults = [.. state.LateResults, ReportBounds.Fit(report, ReportBounds.EarlierAttempt)],
            Outbox = [CategoryEvents.Late(state, report, now)],
        };
        return Answer(next, next, ReportOutcome.Late, now);
    }

    private static string? KnownPlan(CategoryState state) => state.PlanHash.Length > 0 ? state.PlanHash : null;

    private static CategoryStep<PlacementReply> Refuse(string why) => new(null, new() { Refusal = why });

    private static CategoryStep<ReportReply> Answer(CategoryState? next, CategoryState shown, ReportOutcome outcome, DateTimeOffset now) =>
        new(next, new() { Outcome = outcome, Category = shown.ToSnapshot(), RetryAfterMs = shown.RetryAfterMs(now) });
}
