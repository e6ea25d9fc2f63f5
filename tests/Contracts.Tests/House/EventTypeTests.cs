using System.Reflection;
using Apex.Progress;

namespace Apex.Contracts.Tests.House;

/// <summary>No event type without a test that produces it by a real transition. Whoever adds a type adds a row, and the test that it names.</summary>
public sealed class EventTypeTests
{
    private const string Run = "Grains.Tests/Progress/EventProductionTests.cs Run_ThatPasses_QueuesStartsAndEndsEachStep";
    private const string Cancel = "Grains.Tests/Progress/EventProductionTests.cs Cancel_OfARun_CancelsItsLayerAndItsCategory";

    /// <summary>Type, and the test that produces it: file below <c>tests/</c> and method. The file names the type, by constant or by text.</summary>
    private static readonly Dictionary<string, string> _producers = new(StringComparer.Ordinal)
    {
        [EventTypes.OrchestrationQueued] = Run,
        [EventTypes.OrchestrationStarted] = Run,
        [EventTypes.OrchestrationCancelled] = Cancel,
        [EventTypes.VerdictDecided] = Run,
        [EventTypes.OrchestrationCompleted] = Run,
        [EventTypes.LayerQueued] = Run,
        [EventTypes.LayerStarted] = Run,
        [EventTypes.LayerCompleted] = Run,
        [EventTypes.LayerSkipped] = Cancel,
        [EventTypes.LayerCancelled] = Cancel,
        [EventTypes.CategoryQueued] = Run,
        [EventTypes.CategoryStarted] = Run,
        [EventTypes.CategoryProgress] = "Grains.Tests/Progress/EventProductionTests.cs Progress_OfARunningAttempt_IsToldUnderTheHighestTermOnly",
        [EventTypes.CategoryCompleted] = Run,
        [EventTypes.CategorySkipped] = Cancel,
        [EventTypes.CategoryRetrying] = "Grains.Tests/Executions/ExecutionFaultTests.cs Run_FailingCategoryWithRetries_RetriesThenPasses",
        [EventTypes.CategoryDetached] = "Grains.Tests/Progress/EventProductionTests.cs Adopt_ARunningAttempt_WasDetachedAndIsReattachedUnderAHigherTerm",
        [EventTypes.CategoryReattached] = "Grains.Tests/Progress/EventProductionTests.cs Adopt_ARunningAttempt_WasDetachedAndIsReattachedUnderAHigherTerm",
        [EventTypes.CategoryCancelled] = Cancel,
        [EventTypes.AttemptStarted] = Run,
        [EventTypes.AttemptFinished] = Run,
        [EventTypes.AttemptLost] = "Grains.Tests/Progress/EventProductionTests.cs Run_InfraEachTime_LosesEachAttemptAndTellsTheQuarantine",
        [EventTypes.AttemptLateResult] = "Grains.Tests/Progress/EventProductionTests.cs Report_AnotherOneForARecordedAttempt_IsALateResult",
        [EventTypes.TestCompleted] = "Grains.Tests/Progress/EventProductionTests.cs Report_WithTests_TellsEachUpToABoundAndSaysWhatItLeavesOut",
        [EventTypes.LogTruncated] = "Grains.Tests/Progress/EventProductionTests.cs Report_OfACutLog_TellsThatItIsTruncated",
        [EventTypes.Warning] = "Grains.Tests/Progress/EventProductionTests.cs Report_WithTests_TellsEachUpToABoundAndSaysWhatItLeavesOut",
        [EventTypes.ErrorOccurred] = "Grains.Tests/Progress/EventProductionTests.cs Report_ThatItCouldNotBeFoundOut_IsAnError",
        [EventTypes.BackgroundQueued] = "Grains.Tests/Background/BackgroundLaneTests.cs Run_ATask_TellsItsTransitionsInOrder",
        [EventTypes.BackgroundStarted] = "Grains.Tests/Background/BackgroundLaneTests.cs Run_ATask_TellsItsTransitionsInOrder",
        [EventTypes.BackgroundCompleted] = "Grains.Tests/Background/BackgroundLaneTests.cs Run_ATask_TellsItsTransitionsInOrder",
        [EventTypes.BackgroundRetrying] = "Grains.Tests/Background/BackgroundLaneTests.cs Run_Infra_IsPlacedAgainAsOftenAsTheLaneSays",
        [EventTypes.BackgroundCancelled] = "Grains.Tests/Background/BackgroundLaneTests.cs Cancel_WhileItWaits_NothingOfItStarts",
        [EventTypes.ServiceStarting] = "Grains.Tests/Services/ExecutionServicesTests.cs Run_WithAChain_StartsInOrderAndStopsBeforeTheEnd",
        [EventTypes.ServiceHealthy] = "Grains.Tests/Services/ExecutionServicesTests.cs Run_WithAChain_StartsInOrderAndStopsBeforeTheEnd",
        [EventTypes.ServiceStopped] = "Grains.Tests/Services/ExecutionServicesTests.cs Run_WithAChain_StartsInOrderAndStopsBeforeTheEnd",
        [EventTypes.ServiceUnhealthy] = "Grains.Tests/Services/ExecutionServicesTests.cs Run_ServiceDiesInUse_WhatStartsAfterIsAnErrorAndWhatRunsGoesOn",
        [EventTypes.ResourceWaiting] = "Grains.Tests/Categories/CategoryTransitionsTests.cs Place_WithAClaim_TellsWhatItReservesFromWaitToEnd",
        [EventTypes.ResourceAllocated] = "Grains.Tests/Categories/CategoryTransitionsTests.cs Place_WithAClaim_TellsWhatItReservesFromWaitToEnd",
        [EventTypes.ResourceReleased] = "Grains.Tests/Categories/CategoryTransitionsTests.cs Place_WithAClaim_TellsWhatItReservesFromWaitToEnd",
        [EventTypes.AgentHealthChanged] = "Grains.Tests/Agents/RegionTests.cs AgentChanged_ALiveExecution_HasTheEvent_AnEndedOneHasNot",
        [EventTypes.AlertRaised] = "Grains.Tests/Agents/RegionTests.cs Overtime_LongerThanEstimated_RaisesAnAlertThatItsEndResolves",
        [EventTypes.AlertResolved] = "Grains.Tests/Agents/RegionTests.cs Overtime_LongerThanEstimated_RaisesAnAlertThatItsEndResolves",
    };

    private static IEnumerable<(string Name, string Type)> Declared =>
        typeof(EventTypes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(declared => (declared.Name, (string)declared.GetRawConstantValue()!));

    public static TheoryData<string> Produced => [.. _producers.Keys];

    [Fact]
    public void EventTypes_All_HaveATestThatProducesThem() => _producers.Keys.ShouldBe(Declared.Select(static declared => declared.Type), ignoreOrder: true);

    [Fact]
    public void EventTypes_All_HaveANameAndAWordOfTheirOwn() => Declared.Select(static declared => declared.Type).ShouldBeUnique();

    [Theory]
    [MemberData(nameof(Produced))]
    public void Producer_OfAType_IsATestThatNamesIt(string type)
    {
        var (file, method) = _producers[type].Split(' ') is [var first, var second] ? (first, second) : throw new InvalidOperationException(_producers[type]);
        var text = Repository.Read($"tests/{file}");
        var constant = Declared.Single(declared => declared.Type == type).Name;

        text.ShouldContain($" {method}(");
        (text.Contains($"EventTypes.{constant}", StringComparison.Ordinal) || text.Contains($"\"{type}\"", StringComparison.Ordinal) || text.Contains($"\"{type} ", StringComparison.Ordinal)).ShouldBeTrue($"{file} does not name {type}");
    }
}
