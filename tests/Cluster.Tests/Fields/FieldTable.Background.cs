using Apex.Planning;

namespace Apex.Cluster.Tests.Fields;

/// <summary>Fields of the background lane.</summary>
internal static partial class FieldTable
{
    private static FieldRow[] Background =>
    [
        InLane("timeout_minutes: 5", static plan => plan.TimeoutMs, 300_000L, 1_800_000L, "BackgroundLaneTests.Run_Timeout_IsAnEndOfItsOwnAndFreesThePlace"),
        InLane("retries: 1", static plan => plan.Layers[0].Categories[0].Retry.BackgroundRetries!, 1, 2, "BackgroundLaneTests.Run_Infra_IsPlacedAgainAsOftenAsTheLaneSays"),
        InLane("supersede: true", static plan => plan.Background!.Supersede, true, false, "BackgroundLaneTests.Queue_NewerCommit_SupersedesWhatWaits"),
        InLane("retention_days: 5", static plan => plan.Background!.RetentionDays, 5, 30, "RetentionRowsTests.Expired_OfTheLane_HaveTheirOwnTime"),
    ];

    private static PlannedRow InLane(string field, Func<ExecutionPlan, object> value, object expected, object otherwise, string proof) =>
        new($"background.{field.Split(':')[0]}", $"background:\n  {field} #field\n{One("exit 0")}", value, expected, otherwise, proof) { Background = true };
}
