using Apex.Categories;
using Microsoft.Extensions.Logging;

namespace Apex.Runner;

/// <summary>What a silo may ask: take attempts, stop them, raise their term, forget their ends. Every answer comes after the write.</summary>
internal sealed partial class AttemptOrders(
    RunnerOptions options, RunnerClock clock, AttemptBook book, AdmissionQueue queue, JournalFile journal, Turn turn, DiskFloor disk, ILogger logger)
{
    // Records of an attempt's life, its end with a long reason included.
    private const int JournalBytesPerAttempt = 2048;

    private readonly PriorityQueue<Attempt, long> _budgets = new();

    /// <summary>Why nothing is taken any more; null while it is.</summary>
    public string? Closed { get; set; }

    /// <summary>Called for an order that hits an attempt between admission and end.</summary>
    public required Action<Attempt, StopCause> StopRun { get; init; }

    public void Place(IReadOnlyList<AttemptSpec> specs)
    {
        foreach (var spec in specs)
        {
            if (Refusal(spec) is var (kind, reason))
            {
                turn.Tell(new AttemptRefused(spec.Id, spec.Epoch, kind, reason));
            }
            else if (book.Find(spec.Id) is { } known)
            {
                Repeat(known, spec);
            }
            else
            {
                Take(spec);
            }
        }
    }

    public void Stop(IReadOnlyList<StopOrder> orders)
    {
        foreach (var order in orders)
        {
            if (order.OnlyWaiting && book.Find(order.Id) is not { Stage: AttemptStage.Waiting })
            {
                continue;
            }

            if (book.Find(order.Id) is not { } attempt)
            {
                Bury(order);
                TellBuried(order);
            }
            else if (attempt.Stage == AttemptStage.Tombstone)
            {
                TellBuried(order);
            }
            else if (order.Epoch < attempt.Epoch)
            {
                LogBelow(order.Id, order.Epoch, attempt.Epoch);
            }
            else
            {
                Raise(attempt, order.Epoch);
                StopKnown(attempt, new StopCause(order.Cause, order.Reason));
            }
        }
    }

    public void Adopt(AttemptId id, long epoch)
    {
        if (book.Find(id) is { } attempt)
        {
            Raise(attempt, epoch);
        }
    }

    public void Acknowledge(IReadOnlyList<AttemptId> ids)
    {
        foreach (var id in ids)
        {
            if (book.Find(id) is { Stage: AttemptStage.Ended } attempt)
            {
                attempt.Stage = AttemptStage.Acked;
                attempt.End = null;
                attempt.SettledAt = clock.UtcNow;
                turn.Record("ack", new JournalRecord { Kind = JournalKind.Acked, Id = id.ToString(), Epoch = attempt.Epoch, At = attempt.SettledAt });
            }
        }
    }

    /// <summary>Ends the attempts that wait: nobody will start them.</summary>
    public void WithdrawAll(string reason)
    {
        foreach (var attempt in book.All.Where(attempt => attempt.Stage == AttemptStage.Waiting).ToList())
        {
            Withdraw(attempt, new StopCause(EndCause.Lost, reason));
        }
    }

    /// <summary>Ends what has used up its budget.</summary>
    /// <returns>When the next budget ends.</returns>
    public long CheckBudgets(long nowMs)
    {
        while (_budgets.TryPeek(out var attempt, out var endsMs))
        {
            if (attempt.Stage is AttemptStage.Ended or AttemptStage.Acked)
            {
                _budgets.Dequeue();
                continue;
            }

            if (endsMs > nowMs)
            {
                return endsMs;
            }

            _budgets.Dequeue();
            StopKnown(attempt, new StopCause(EndCause.Timeout, attempt.Stage == AttemptStage.Waiting
                ? "its time budget was used up while it waited for a slot"
                : "the time budget of its layer or execution was used up"));
        }

        return long.MaxValue;
    }

    private (RefusalKind Kind, string Reason)? Refusal(AttemptSpec spec)
    {
        if (!SpoolPaths.IsSafe(spec.Id))
        {
            return (RefusalKind.Impossible, $"'{spec.Id}' is no attempt id");
        }

        if (book.Find(spec.Id) is { } known)
        {
            return known switch
            {
                _ when spec.Epoch < known.Epoch => (RefusalKind.Superseded, $"its epoch {spec.Epoch} is below {known.Epoch}, the highest known here"),
                { Stage: AttemptStage.Acked } => (RefusalKind.NeverStarted, "it has run here and its end is recorded; an attempt is never started again"),
                { Stage: AttemptStage.Tombstone } => (RefusalKind.NeverStarted, "it was stopped before it came"),
                _ => null,
            };
        }

        if (queue.Impossible(spec) is { } impossible)
        {
            return (RefusalKind.Impossible, impossible);
        }

        return NoRoom(spec) is { } reason ? (RefusalKind.NeverStarted, reason) : null;
    }

    private string? NoRoom(AttemptSpec spec)
    {

        var age = clock.UtcNow - spec.IssuedAt;
        return age > options.StartExpiry ? $"it was issued {age.TotalSeconds:F0} s ago, more than {options.StartExpiry.TotalSeconds:F0} s"
            : Closed ?? disk.Problem()
            ?? (journal.HasRoomFor(JournalBytesPerAttempt * (book.Open + 1)) ? null : "the disk of the runner's journal is full; free some space");
    }

    private void Take(AttemptSpec spec)
    {
        var now = clock.NowMs;
        var attempt = new Attempt
        {
            Id = spec.Id,
            Epoch = spec.Epoch,
            Spec = spec,
            Ticket = queue.Enqueue(spec, now),
            BudgetEndsMs = now + spec.BudgetMs,
        };
        attempt.Ticket.Node.Value.Attempt = attempt;
        book.Add(attempt);
        book.Open++;
        _budgets.Enqueue(attempt, attempt.BudgetEndsMs);
        turn.Record("placed", new JournalRecord { Kind = JournalKind.Placed, Id = spec.Id.ToString(), Epoch = spec.Epoch });
    }

    // The same attempt again, from a silo that saw no answer: it is never started twice, but its term may be a newer one.
    private void Repeat(Attempt known, AttemptSpec spec)
    {
        Raise(known, spec.Epoch);
        if (known.End is { } end)
        {
            turn.Tell(new AttemptEnded(end));
        }
    }

    private void StopKnown(Attempt attempt, StopCause cause)
    {
        if (attempt.Stage == AttemptStage.Waiting)
        {
            Withdraw(attempt, cause);
        }
        else if (attempt.Stage is AttemptStage.Spawning or AttemptStage.Running or AttemptStage.Left)
        {
            StopRun(attempt, cause);
        }
    }

    private void Withdraw(Attempt attempt, StopCause cause)
    {
        AdmissionQueue.Withdraw(attempt.Ticket!);
        attempt.Ticket = null;
        attempt.Spec = null;
        attempt.Stage = AttemptStage.Ended;
        attempt.End = new AttemptEnd
        {
            Id = attempt.Id,
            Epoch = attempt.Epoch,
            Cause = cause.Cause,
            FinishedAt = clock.UtcNow,
            EmptinessProven = true,
            Reason = cause.Reason,
        };
        book.Open--;
        turn.Record("withdrawn", new JournalRecord
        {
            Kind = JournalKind.Withdrawn,
            Id = attempt.Id.ToString(),
            Epoch = attempt.Epoch,
            End = attempt.End,
        });
        turn.Tell(new AttemptEnded(attempt.End));
    }

    private void Bury(StopOrder order)
    {
        var now = clock.UtcNow;
        book.Add(new Attempt { Id = order.Id, Epoch = order.Epoch, Stage = AttemptStage.Tombstone, SettledAt = now });
        turn.Record("tombstone", new JournalRecord { Kind = JournalKind.Tombstone, Id = order.Id.ToString(), Epoch = order.Epoch, At = now });
    }

    // Said at each repetition: whoever orders a stop waits for an end, and this attempt will never have one.
    private void TellBuried(StopOrder order) =>
        turn.Tell(new AttemptRefused(order.Id, order.Epoch, RefusalKind.NeverStarted, "it was stopped before it came"));

    private void Raise(Attempt attempt, long epoch)
    {
        if (epoch <= attempt.Epoch)
        {
            return;
        }

        attempt.Epoch = epoch;
        attempt.End = attempt.End is { } end ? end with { Epoch = epoch } : null;
        turn.Record("epoch", new JournalRecord { Kind = JournalKind.Epoch, Id = attempt.Id.ToString(), Epoch = epoch });
    }

    [LoggerMessage(4201, LogLevel.Information, "An order to stop {Attempt} under epoch {Epoch} is ignored: {Highest} is known")]
    private partial void LogBelow(AttemptId attempt, long epoch, long highest);
}
