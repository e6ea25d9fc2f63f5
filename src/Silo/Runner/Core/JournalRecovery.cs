using Apex.Categories;
using Apex.Persistence;
using Apex.Runner.Native;
using Microsoft.Extensions.Logging;

namespace Apex.Runner;

/// <summary>What a runner does before anything else: ends what an earlier one left running, and takes over what it had not told.</summary>
internal sealed class JournalRecovery(RunnerOptions options, CageFactory cages, RunnerClock clock, ILogger logger)
{
    public JournalFile Run(AttemptBook book)
    {
        var boot = ProcFs.ReadBootId();
        var entries = new Dictionary<AttemptId, JournalEntry>();
        var older = JournalReplay.Read(options.StateFolder, boot, entries, out var sound);

        var unfinished = entries.Values.Where(entry => entry.IsUnfinished).ToList();
        var marks = unfinished.Select(entry => AttemptMark.Of(entry.Id, options.StateFolder)).ToHashSet(StringComparer.Ordinal);
        var leaders = unfinished.Where(entry => entry.Pid > 0).Select(entry => (entry.Pid, entry.StartedAtMs)).ToList();
        var clean = new StartupSweep(cages).Run(marks, leaders);

        var now = clock.UtcNow;
        foreach (var entry in entries.Values.Where(entry => !(entry.SettledAt < now - options.Memory)))
        {
            book.Add(ToAttempt(entry, now, clean));
        }

        // Only when the new file says all that the old ones said may those go.
        var journal = JournalFile.Open(JournalReplay.PathFor(options.StateFolder, boot), [.. book.ToRecords(boot)], sound, options, logger);
        foreach (var path in journal.IsWhole ? older : [])
        {
            File.Delete(path);
        }

        return journal;
    }

    private static Attempt ToAttempt(JournalEntry entry, DateTimeOffset now, bool clean)
    {
        var stage = entry.Stage switch
        {
            JournalKind.Acked => AttemptStage.Acked,
            JournalKind.Tombstone => AttemptStage.Tombstone,
            _ => AttemptStage.Ended,
        };
        return new Attempt
        {
            Id = entry.Id,
            Epoch = entry.Epoch,
            Stage = stage,
            SettledAt = entry.SettledAt,
            End = stage != AttemptStage.Ended ? null : entry.End is { } end ? end with { Epoch = entry.Epoch } : Lost(entry, now, clean),
        };
    }

    private static AttemptEnd Lost(JournalEntry entry, DateTimeOffset now, bool clean) => new()
    {
        Id = entry.Id,
        Epoch = entry.Epoch,
        Cause = EndCause.Lost,
        StartedAt = entry.StartedAt,
        FinishedAt = now,
        EmptinessProven = clean,
        Reason = entry.Stage == JournalKind.Placed
            ? "the runner of this host ended before it could start the command"
            : "the runner of this host ended while the command ran; what was left of it was killed",
    };
}
