using System.Security.Cryptography;
using System.Text;
using Apex.Categories;
using Apex.Results;
using Apex.Runner;

namespace Apex.Agents;

/// <summary>Joins what the runner saw and what the reports say into the one report of an attempt. Pure.</summary>
public static class AttemptReports
{
    public static AttemptReport Create(AttemptEnd end, long epoch, string host, AttemptOutcome outcome) => new()
    {
        Id = end.Id,
        Epoch = epoch,
        Digest = Digest(end, outcome),
        Host = host,
        Verdict = outcome.Verdict,
        Class = outcome.Class,
        ExitCode = end.ExitCode,
        Signal = end.Signal is { } number ? SignalNames.Of(number) : null,
        StartedAt = end.StartedAt,
        FinishedAt = end.FinishedAt,
        DurationMs = end.DurationMs,
        CpuMs = end.CpuMs,
        PeakMemoryMb = end.PeakMemoryMb,
        LogBytes = end.LogBytes,
        LogBytesDropped = end.LogBytesDropped,
        LeftoverProcesses = end.Leftovers,
        EmptinessProven = end.EmptinessProven,
        Counts = outcome.Counts,
        Failures = [.. outcome.Failures],
        Reports = [.. outcome.Reports],
        Artifacts = outcome.Artifacts,
        Reason = outcome.Reason,
        Warnings = [.. outcome.Warnings],
        Tests = outcome.Tests.Count > 0 ? [.. outcome.Tests] : null,
    };

    /// <summary>Over what the outcome is, not over who tells it: the same end told twice has one digest.</summary>
    private static string Digest(AttemptEnd end, AttemptOutcome outcome)
    {
        var text = string.Join(
            '\n',
            end.Id,
            end.Cause,
            end.ExitCode,
            end.Signal,
            end.StartedAt?.UtcTicks,
            end.FinishedAt.UtcTicks,
            outcome.Verdict,
            outcome.Class,
            outcome.Counts?.Total,
            outcome.Counts?.Failed);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
