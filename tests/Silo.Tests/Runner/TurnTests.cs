using Apex.Categories;
using Apex.Persistence;
using Microsoft.Extensions.Logging.Abstractions;

namespace Apex.Runner;

public sealed class TurnTests : IDisposable
{
    private static readonly AttemptBegan Begun = new(new AttemptId("e", "l", "c", 1), 1, default);
    private static readonly AttemptEnded Ended = new(new AttemptEnd { Id = Begun.Id, Epoch = 1, Cause = EndCause.Exited, FinishedAt = default });

    private readonly string _root = Directory.CreateTempSubdirectory("apex-turn-").FullName;
    private readonly JournalFile _journal;
    private readonly Turn _turn;
    private readonly List<RunnerEvent[]> _batches = [];

    public TurnTests()
    {
        var options = new RunnerOptions { StateFolder = _root, SpoolFolder = _root, ContextFolder = _root };
        _journal = JournalFile.Open(Path.Combine(_root, "journal"), [], 0, options, NullLogger.Instance);
        _turn = new Turn(_journal, NoCrashPoints.Instance) { Told = batch => _batches.Add([.. batch]) };
    }

    public void Dispose()
    {
        _journal.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void TellSoon_EndFollowsAtOnce_OneMessageTellsBothInOrder()
    {
        _turn.TellSoon(Begun, nowMs: 100);
        _turn.End(nowMs: 100);
        _batches.ShouldBeEmpty();

        _turn.Tell(Ended);
        _turn.End(nowMs: 101);

        _batches.ShouldHaveSingleItem().ShouldBe([Begun, Ended]);
        _turn.DueMs.ShouldBe(long.MaxValue);
    }

    [Fact]
    public void TellSoon_NothingFollows_IsToldWhenDue()
    {
        _turn.TellSoon(Begun, nowMs: 100);
        var due = _turn.DueMs;
        due.ShouldBeInRange(101, 150); // later, a silo would record the start later than people are promised to see it
        _turn.End(due - 1);
        _batches.ShouldBeEmpty();

        _turn.End(due);

        _batches.ShouldHaveSingleItem().ShouldBe([Begun]);
    }
}
