using Apex.Agents;
using Apex.Executions;

namespace Apex.Grains.Tests.Executions;

public sealed class ExecutionAlertsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(Verdict.Failed, true)]
    [InlineData(Verdict.Error, true)]
    [InlineData(Verdict.TimedOut, true)]
    [InlineData(Verdict.NoTests, true)]
    [InlineData(Verdict.Passed, false)]
    [InlineData(Verdict.Cancelled, false)]
    public void Of_TheNewestOfALine_DecidesWhetherItIsAlarming(Verdict verdict, bool alarming) =>
        ExecutionAlerts.Of([Item("new", verdict), Item("old", Verdict.Passed)]).Any(alert => alert.Code == "execution_failed").ShouldBe(alarming);

    [Fact]
    public void Of_AFailureFollowedByAPassOfTheSame_IsResolved() => ExecutionAlerts.Of([Item("new", Verdict.Passed), Item("old", Verdict.Failed)]).ShouldBeEmpty();

    [Fact]
    public void Of_AFailureFollowedByACancelOrByAPassOfAnotherBranch_StaysActive()
    {
        var alert = ExecutionAlerts.Of([Item("x", Verdict.Cancelled), Item("y", Verdict.Passed) with { Branch = "other" }, Item("old", Verdict.Failed)]).ShouldHaveSingleItem();

        (alert.Execution, alert.Severity, alert.Since).ShouldBe(("old", AlertSeverity.High, Now));
    }

    [Theory]
    [InlineData(9, 9, false)] // too few to make a rate
    [InlineData(10, 1, false)]
    [InlineData(10, 2, true)]
    [InlineData(20, 2, false)]
    [InlineData(20, 3, true)]
    public void Of_MoreThanTenPercentFailures_IsAlarming(int executions, int failures, bool alarming) =>
        ExecutionAlerts.Of([.. Enumerable.Range(0, executions).Select(number => Item($"{number}", number < failures ? Verdict.Failed : Verdict.Passed))])
            .Any(alert => alert.Code == "failure_rate").ShouldBe(alarming);

    private static ExecutionListItem Item(string id, Verdict verdict) => new()
    {
        Id = id,
        Project = "p",
        Mode = "m",
        Environment = "test",
        Branch = "main",
        State = ExecutionState.Completed,
        Verdict = verdict,
        FinishedAt = Now,
    };
}
