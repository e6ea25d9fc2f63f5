using System.Net;
using Apex.Background;
using Apex.Executions;
using Apex.Resources;

namespace Apex.Grains.Tests.Background;

/// <summary>Who is next, who is superseded, and what those that wait are told.</summary>
public sealed class BackgroundOrderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Ageing = TimeSpan.FromMinutes(10);

    [Fact]
    public void Waiting_ByPriorityThenByAge() =>
        Ids(Task("a", 3, 1), Task("b", 1, 1), Task("c", 5, 3), Task("d", 3, 2), Task("e", 1, 0)).ShouldBe("b e d a c");

    [Theory]
    [InlineData(39, "urgent old")]
    [InlineData(40, "old urgent")]
    public void Waiting_LongEnough_BecomesAsUrgentAsTheFirst(int minutes, string order) => Ids(Task("urgent", 1, 5), Task("old", 5, minutes)).ShouldBe(order);

    [Fact]
    public void Waiting_HasHadItsTurnOrIsEnded_IsNotIn()
    {
        var started = Task("started", 1, 1) with { State = ExecutionState.Initializing };
        started = started with { Background = started.Background! with { StartedAt = Now } };
        var cancelled = Task("cancelled", 1, 1) with { Stopping = Verdict.Cancelled };
        var completed = started with { State = ExecutionState.Completed };

        Ids(started, cancelled, Task("w", 5, 0)).ShouldBe("w");
        BackgroundOrder.Running([started, cancelled, completed, Task("w", 5, 0)]).ShouldBe(1);
    }

    // r runs. Each has categories that run once at a time; what needs the same comes one after the other, and keeps its place.
    [Theory]
    [InlineData("r:a", "x:b y:c", "x y")]
    [InlineData("r:a", "x:a y:b", "y")]
    [InlineData("r:a", "x:a,b y:b z:c", "z")]
    [InlineData("", "x:a y:a z:b", "x z")]
    [InlineData("r:", "x: y:", "x y")]
    public void Turns_WhatRunsOnceAtATime_WaitsForItsEnd(string running, string waiting, string mayStart)
    {
        var lane = waiting.Split(' ').Select(static (text, index) => Exclusive(text) with { CreatedAt = Now.AddMinutes(index - 10) }).ToList();
        lane.AddRange(running.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static text => Started(Exclusive(text))));

        string.Join(' ', BackgroundOrder.Turns(lane, Now, Ageing).Where(static turn => turn.Behind is null).Select(static turn => turn.Task.ExecutionId)).ShouldBe(mayStart);
    }

    [Fact]
    public void Turns_LocksHoldEverywhere_CategoriesInTheirTree()
    {
        var running = Started(Exclusive("r:a")) with { ProjectFolder = "/one" };
        var other = Exclusive("x:a") with { ProjectFolder = "/two" };
        var (lockedRunning, locked) = (running with { Background = running.Background! with { Locks = ["db"] } }, other with { Background = other.Background! with { Locks = ["db"] } });

        BackgroundOrder.Turns([running, other], Now, Ageing).Single().Behind.ShouldBeNull();
        BackgroundOrder.Turns([lockedRunning, locked], Now, Ageing).Single().Behind.ShouldBe(lockedRunning);
        BackgroundView.Task(locked, 1, BackgroundRoom.Free, lockedRunning).Waiting.ShouldBe("conflict");
    }

    [Theory]
    [InlineData("c2", "main", "set", true, "old new")]
    [InlineData("c1", "main", "set", true, "")] // the same commit, asked for twice
    [InlineData("c2", "main", "other", true, "")]
    [InlineData("c2", "main", "set", false, "")] // the newer one does not ask for it
    public void Superseded_NewerCommitOfTheSameSelection_ReplacesWhatWaits(string commit, string branch, string selection, bool supersede, string expected)
    {
        var old = Task("old", 3, 5);
        var next = Task("new", 3, 1, commit, branch, selection, supersede);

        Pairs(old, next).ShouldBe(expected);
    }

    [Fact]
    public void Superseded_HasStarted_GoesOn()
    {
        var started = Task("started", 3, 5);
        started = started with { State = ExecutionState.ExecutingLayers, Background = started.Background! with { StartedAt = Now } };

        Pairs(started, Task("new", 3, 1, "c2", supersede: true)).ShouldBe("");
    }

    [Fact]
    public void Superseded_ByTwo_NamesTheNewest() =>
        Pairs(Task("old", 3, 5), Task("mid", 3, 3, "c2", supersede: true), Task("new", 3, 1, "c3", supersede: true)).ShouldBe("old new, mid new");

    [Theory]
    [InlineData(1, null, false, 0, null)]
    [InlineData(2, null, false, 0, "background_cap")]
    [InlineData(3, null, false, 0, "background_cap")]
    [InlineData(0, "it drains", true, 0, "drain")]
    [InlineData(2, "two agents are missing", false, 0, "agent_down")]
    [InlineData(0, null, false, 2, "priority")]
    [InlineData(0, null, false, 1, null)]
    public void Room_Of_NamesTheReasonOfTheClosedList(int running, string? bar, bool drains, int held, string? reason)
    {
        var host = new HostReport { Host = "h", Silo = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1), 1), Slots = 2, Holds = [.. Enumerable.Range(0, held).Select(number => $"e/l/{number}")] };

        var room = BackgroundRoom.Of(running, cap: 2, bar, drains, [host]);

        room.Reason.ShouldBe(reason);
        (room.Message is null).ShouldBe(reason is null);
    }

    [Fact]
    public void Room_NoHostTakesCommands_SaysWhy() => BackgroundRoom.Of(0, 2, null, false, []).Reason.ShouldBe("agent_down");

    [Theory]
    [InlineData(ExecutionState.Queued, false, Verdict.None, BackgroundState.Queued)]
    [InlineData(ExecutionState.Queued, false, Verdict.Cancelled, BackgroundState.Cancelling)]
    [InlineData(ExecutionState.Initializing, true, Verdict.None, BackgroundState.Starting)]
    [InlineData(ExecutionState.StartingServices, true, Verdict.None, BackgroundState.Starting)]
    [InlineData(ExecutionState.ExecutingLayers, true, Verdict.None, BackgroundState.Running)]
    [InlineData(ExecutionState.ExecutingLayers, true, Verdict.TimedOut, BackgroundState.Running)]
    [InlineData(ExecutionState.ExecutingLayers, true, Verdict.Cancelled, BackgroundState.Cancelling)]
    [InlineData(ExecutionState.Completed, true, Verdict.Cancelled, BackgroundState.Completed)]
    public void StateOf_EachRow_IsShown(ExecutionState state, bool started, Verdict stopping, BackgroundState expected)
    {
        var record = Task("a", 3, 1) with { State = state, Stopping = stopping };

        BackgroundView.StateOf(started ? record with { Background = record.Background! with { StartedAt = Now } } : record).ShouldBe(expected);
    }

    private static ExecutionRecord Exclusive(string text)
    {
        var task = Task(text.Split(':')[0], 3, 1);
        return task with { Background = task.Background! with { Exclusive = [.. text.Split(':')[1].Split(',', StringSplitOptions.RemoveEmptyEntries)] } };
    }

    private static ExecutionRecord Started(ExecutionRecord task) =>
        task with { State = ExecutionState.ExecutingLayers, Background = task.Background! with { StartedAt = Now } };

    private static string Ids(params ExecutionRecord[] lane) => string.Join(' ', BackgroundOrder.Waiting(lane, Now, Ageing).Select(static record => record.ExecutionId));

    private static string Pairs(params ExecutionRecord[] lane) =>
        string.Join(", ", BackgroundOrder.Superseded(lane).Select(static pair => $"{pair.Older.ExecutionId} {pair.Newer.ExecutionId}"));

    private static ExecutionRecord Task(string id, int priority, int minutesAgo, string commit = "c1", string branch = "main", string selection = "set", bool supersede = false) => new()
    {
        ExecutionId = id,
        Branch = branch,
        Commit = commit,
        CreatedAt = Now.AddMinutes(-minutesAgo),
        Background = new BackgroundTicket { Priority = priority, Selection = selection, Supersede = supersede },
    };
}
