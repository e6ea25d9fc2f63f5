using System.Collections.Concurrent;
using Apex.Categories;
using Apex.Services;

namespace Apex.Testing;

/// <summary>What a scripted host does with an attempt.</summary>
public sealed record ScriptedEnd
{
    public static readonly ScriptedEnd Pass = new() { Verdict = Verdict.Passed };

    public static readonly ScriptedEnd Fail = Of(FailureClass.Test);

    /// <summary>Runs until it is stopped.</summary>
    public static readonly ScriptedEnd Hold = new() { Verdict = Verdict.None };

    public required Verdict Verdict { get; init; }

    public FailureClass Class { get; init; }

    public TestCounts? Counts { get; init; }

    /// <summary>How often it is reported.</summary>
    public int Reports { get; init; } = 1;

    public static ScriptedEnd Of(FailureClass @class) => new()
    {
        Class = @class,
        Verdict = @class switch
        {
            FailureClass.Test => Verdict.Failed,
            FailureClass.Timeout or FailureClass.Hang => Verdict.TimedOut,
            FailureClass.Cancelled => Verdict.Cancelled,
            _ => Verdict.Error,
        },
    };

    public AttemptReport ToReport(AttemptId id, long epoch, string host, DateTimeOffset now) => new()
    {
        Id = id,
        Epoch = epoch,
        Digest = $"{Verdict}:{Class}",
        Host = host,
        Verdict = Verdict,
        Class = Class,
        ExitCode = Verdict == Verdict.Passed ? 0 : 1,
        StartedAt = now,
        FinishedAt = now,
        DurationMs = 1,
        Counts = Counts,
    };
}

/// <summary>Shared by the silos of one test cluster: what hosts do, what gets lost, what was seen.</summary>
public sealed class Script
{
    /// <summary>How an attempt ends; passes by default.</summary>
    public Func<AttemptId, ScriptedEnd> End { get; set; } = static _ => ScriptedEnd.Pass;

    /// <summary>True: layers never hear of a category's end.</summary>
    public bool DropCategoryHints { get; set; }

    /// <summary>True: hosts forget what they were asked to run.</summary>
    public Func<string, bool> DropRun { get; set; } = static _ => false;

    /// <summary>How the four agents are that are no host.</summary>
    public Agents.AgentStatus Agents { get; set; } = Apex.Agents.AgentStatus.Healthy;

    public bool HostsAccept { get; set; } = true;

    /// <summary>True: hosts do not report to the scheduler, as with a ResourceManagementAgent that is down.</summary>
    public bool HostsSilent { get; set; }

    /// <summary>What plans are said to take, milliseconds; null for unknown.</summary>
    public long? EstimateMs { get; set; }

    /// <summary>Every attempt that a host has been given, in order.</summary>
    public ConcurrentQueue<(AttemptId Id, long Epoch, string Host)> Placed { get; } = new();

    /// <summary>What hosts see of a service that they are to keep; null: nothing yet. By default it was started, and is stopped, at once.</summary>
    public Func<ServiceOrder, ServiceReport?> Service { get; set; } = static order =>
        ServiceSeen(order, order.Up ? ServicePhase.Healthy : ServicePhase.Stopped);

    /// <summary>Every order about a service that a host has been given, repetitions included.</summary>
    public ConcurrentQueue<ServiceOrder> ServiceOrders { get; } = new();

    /// <summary>What hosts were told to remove.</summary>
    public ConcurrentQueue<Apex.Retention.PruneHostRequest> Pruned { get; } = new();

    public static ServiceReport ServiceSeen(ServiceOrder order, ServicePhase phase, string? reason = null) =>
        new() { Key = order.Key, Number = order.Number, Phase = phase, Started = true, Reason = reason };

    public ConcurrentQueue<string> Contexts { get; } = new();

    public ConcurrentQueue<string> CrashPoints { get; } = new();

    /// <summary>Plans by the mode that asks for them.</summary>
    public ConcurrentDictionary<string, Planning.PlanReply> Plans { get; } = new();
}
