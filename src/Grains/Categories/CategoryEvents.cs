using Apex.Persistence;
using Apex.Progress;
using Apex.Results;

namespace Apex.Categories;

/// <summary>The events of a category's transitions.</summary>
internal static class CategoryEvents
{
    public static OutboxEvent Queued(CategoryState state, AttemptSnapshot attempt) =>
        New(state, EventTypes.CategoryQueued, attempt.PlacedAt, attempt.Number, new { attempt.Host });

    /// <summary>It is with a host and waits there for what it reserves.</summary>
    public static IEnumerable<OutboxEvent> Waiting(CategoryState state, ResourceClaim? claim, AttemptSnapshot attempt)
    {
        if (claim is not null)
        {
            yield return New(state, EventTypes.ResourceWaiting, attempt.PlacedAt, attempt.Number, ClaimData(attempt.Host, claim));
        }
    }

    /// <summary>Start of an attempt, and of the category if it is the first that starts.</summary>
    public static IEnumerable<OutboxEvent> Started(CategoryState state, AttemptSnapshot attempt, DateTimeOffset at)
    {
        if (state.Attempts.TrueForAll(known => known.StartedAt is null))
        {
            yield return New(state, EventTypes.CategoryStarted, at, attempt.Number, new { attempt.Host });
        }

        yield return New(state, EventTypes.AttemptStarted, at, attempt.Number, new { attempt.Host, attempt.Epoch });
        if (state.Claim is { } claim)
        {
            yield return New(state, EventTypes.ResourceAllocated, at, attempt.Number, ClaimData(attempt.Host, claim));
        }
    }

    public static OutboxEvent Progress(CategoryState state, AttemptProgress progress, DateTimeOffset now) =>
        New(state, EventTypes.CategoryProgress, now, progress.Id.Number, new { progress.ElapsedMs, progress.LogBytes });

    /// <summary>Its owner is gone: told by the next one, because nobody else can.</summary>
    public static OutboxEvent Detached(CategoryState state, AttemptSnapshot attempt, DateTimeOffset now) =>
        New(state, EventTypes.CategoryDetached, now, attempt.Number, new { attempt.Host, attempt.Epoch });

    public static OutboxEvent Reattached(CategoryState state, AttemptSnapshot attempt, DateTimeOffset now) =>
        New(state, EventTypes.CategoryReattached, now, attempt.Number, new { attempt.Host, attempt.Epoch });

    public static IEnumerable<OutboxEvent> Finished(CategoryState state, AttemptSnapshot attempt, DateTimeOffset now)
    {
        var report = attempt.Report!;
        yield return New(state, EventTypes.AttemptFinished, now, report.Id.Number, new
        {
            report.Host,
            report.Verdict,
            report.Class,
            report.ExitCode,
            report.Signal,
            report.DurationMs,
            report.CpuMs,
            report.PeakMemoryMb,
            report.LogBytes,
            report.LeftoverProcesses,
            report.EmptinessProven,
            report.Counts,
            report.Reason,
        });
        if (report.LogBytesDropped > 0)
        {
            yield return New(state, EventTypes.LogTruncated, now, report.Id.Number, new { report.LogBytes, report.LogBytesDropped });
        }

        foreach (var warning in report.Warnings)
        {
            yield return New(state, EventTypes.Warning, now, report.Id.Number, new { warning.Code, warning.Message });
        }

        if (state.Claim is { } claim && attempt.StartedAt is not null)
        {
            yield return New(state, EventTypes.ResourceReleased, report.FinishedAt, report.Id.Number, ClaimData(attempt.Host, claim));
        }

        if (report.Class == FailureClass.Infra)
        {
            yield return New(state, EventTypes.AttemptLost, now, report.Id.Number, new { report.Host, report.Reason });
        }
        else if (report.Verdict == Verdict.Error)
        {
            yield return Fault(state, WireNames.Of(report.Class) ?? "error", report.Reason, report.Id.Number, now);
        }
    }

    /// <summary>Tests of the report, bounded again: a host may be of another build. That some are left out is an event too.</summary>
    public static IEnumerable<OutboxEvent> Tests(CategoryState state, AttemptReport report, DateTimeOffset now)
    {
        var told = report.Tests?.Take(TestEnd.MostTold).ToList() ?? [];
        foreach (var test in told)
        {
            yield return New(state, EventTypes.TestCompleted, now, report.Id.Number, new { Test = test.Name[..Math.Min(200, test.Name.Length)], test.Status, test.DurationMs });
        }

        if (told.Count > 0 && report.Counts is { } counts && counts.Total > told.Count)
        {
            yield return New(state, EventTypes.Warning, now, report.Id.Number, new { Code = "tests_not_told", Message = $"{told.Count} of {counts.Total} tests are told as events; 'apex results' has all" });
        }
    }

    public static OutboxEvent Fault(CategoryState state, string code, string? message, int? attempt, DateTimeOffset now) =>
        New(state, EventTypes.ErrorOccurred, now, attempt, new { Code = code, Message = message });

    public static OutboxEvent Retrying(CategoryState state, AttemptReport report, TimeSpan delay, DateTimeOffset now) =>
        New(state, EventTypes.CategoryRetrying, now, report.Id.Number, new { report.Class, RetryAfterMs = (long)delay.TotalMilliseconds, report.Reason });

    public static OutboxEvent Late(CategoryState state, AttemptReport report, DateTimeOffset now) =>
        New(state, EventTypes.AttemptLateResult, now, report.Id.Number, new { report.Host, report.Epoch, report.Verdict, report.Class });

    public static OutboxEvent Cancelled(CategoryState state, string reason, DateTimeOffset now) =>
        New(state, EventTypes.CategoryCancelled, now, null, new { Reason = reason });

    public static OutboxEvent Ended(CategoryState state, DateTimeOffset now) => state.State == StepState.Skipped
        ? New(state, EventTypes.CategorySkipped, now, null, new { state.Reason })
        : New(state, EventTypes.CategoryCompleted, now, null, new
        {
            state.Verdict,
            Class = state.LastReport?.Class ?? FailureClass.Infra,
            Attempts = state.Attempts.Count,
            DurationMs = state.Attempts.Sum(attempt => attempt.Report?.DurationMs ?? 0),
            state.LastReport?.Counts,
            Reason = state.Reason ?? state.LastReport?.Reason,
        });

    private static object ClaimData(string host, ResourceClaim claim) => new { Host = host, claim.MemoryMb, claim.CpuPercent, claim.Dedicated, claim.Locks };

    private static OutboxEvent New<T>(CategoryState state, string type, DateTimeOffset at, int? attempt, T data) => new()
    {
        Type = type,
        Timestamp = at,
        Layer = state.Layer,
        Category = state.Category,
        Attempt = attempt,
        Data = EventData.Of(data),
    };
}
