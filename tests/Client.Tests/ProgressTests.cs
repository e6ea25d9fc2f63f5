using Apex.Client.Tests.Fixtures;
using Apex.Executions;
using Apex.Following;
using Apex.Output;
using Apex.Progress;
using Microsoft.Extensions.Time.Testing;

namespace Apex.Client.Tests;

public sealed class ProgressTests
{
    [Fact]
    public void Apply_ARunOfTwoLayers_CountsThem()
    {
        var board = new RunBoard();
        board.Begin(Samples.Passed());

        foreach (var progress in Samples.Events())
        {
            board.Apply(progress, EventFacts.Of(progress));
        }

        board.Over.ShouldBeTrue();
        board.Verdict.ShouldBe(Verdict.Failed);
        board.Layers.Select(layer => (layer.Name, layer.Done, layer.Total, layer.NotPassed, layer.Verdict)).ShouldBe([("unit", 1, 1, 0, Verdict.Passed), ("core", 2, 2, 1, Verdict.Failed)]);
        board.Layers.Sum(layer => layer.Running.Count).ShouldBe(0);
    }

    [Fact]
    public void Apply_AStartedCategory_ShowsItUntilItEnds()
    {
        var board = new RunBoard();

        foreach (var progress in Samples.Events().Take(5))
        {
            board.Apply(progress, EventFacts.Of(progress));
        }

        board.Layers.ShouldHaveSingleItem().Running.ShouldHaveSingleItem().Key.ShouldBe("unit");
    }

    [Theory]
    [InlineData(EventTypes.ServiceHealthy)]
    [InlineData(EventTypes.ServiceUnhealthy)]
    public void Apply_AService_IsComingUntilItIsUpOrGivenUp(string end)
    {
        var board = new RunBoard();

        Tell(EventTypes.ServiceStarting);
        board.Coming.ShouldBe(["db"]);
        Tell(end);
        board.Coming.ShouldBeEmpty();

        void Tell(string type)
        {
            var progress = Samples.Event(1, type, 1, data: "{\"service\":\"db\"}");
            board.Apply(progress, EventFacts.Of(progress));
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"verdict\":7,\"counts\":\"many\",\"duration_ms\":\"x\",\"background\":\"yes\"}")]
    [InlineData("{\"verdict\":\"brilliant\"}")]
    [InlineData("no json")]
    public void Of_DataOfAnotherShape_IsEmpty(string data) =>
        EventFacts.Of(Samples.Event(1, EventTypes.CategoryCompleted, 1, "unit", "unit", data: data)).ShouldBe(new EventFacts());

    [Fact]
    public void Tick_AfterHalfAMinuteOfSilence_NamesWhatRuns()
    {
        var time = new FakeTimeProvider(Samples.Start.AddSeconds(1));
        var lines = new List<string>();
        var view = new PlainView(lines.Add, new Paint(false), time, verbose: false);
        var board = new RunBoard();
        foreach (var progress in Samples.Events().Take(5))
        {
            board.Apply(progress, EventFacts.Of(progress));
        }

        time.Advance(PlainView.Silence - TimeSpan.FromSeconds(1));
        view.Tick(board);
        lines.ShouldBeEmpty();
        time.Advance(TimeSpan.FromSeconds(1.25));
        view.Tick(board);
        view.Tick(board);

        lines.ShouldHaveSingleItem().ShouldBe("[12:00:31] still running: unit 30.0 s");
    }

    [Fact]
    public void Tick_NothingRunsForAReason_SaysItAtOnceAndOnce()
    {
        var time = new FakeTimeProvider(Samples.Start.AddSeconds(1));
        var lines = new List<string>();
        var view = new PlainView(lines.Add, new Paint(false), time, verbose: false);
        var board = new RunBoard();
        board.Begin(Samples.Passed());
        board.Idle.ShouldBeTrue();

        view.Tick(board);
        lines.ShouldBeEmpty();
        board.Trouble = "disk full";
        view.Tick(board);
        view.Tick(board);

        lines.ShouldHaveSingleItem().ShouldBe("[12:00:01] still waiting: disk full");
    }

    [Theory]
    [InlineData(null, OutputFormat.Text, true, "xterm", "", ProgressMode.Rich)]
    [InlineData(null, OutputFormat.Text, false, "xterm", "", ProgressMode.Simple)]
    [InlineData(ProgressMode.Rich, OutputFormat.Text, false, "xterm", "", ProgressMode.Simple)]
    [InlineData(null, OutputFormat.Text, true, "dumb", "", ProgressMode.Simple)]
    [InlineData(null, OutputFormat.Text, true, "xterm", "CI", ProgressMode.Simple)]
    [InlineData(null, OutputFormat.Json, true, "xterm", "", ProgressMode.Simple)]
    [InlineData(ProgressMode.Silent, OutputFormat.Jsonl, true, "xterm", "", ProgressMode.Json)]
    [InlineData(ProgressMode.Log, OutputFormat.Text, true, "xterm", "", ProgressMode.Log)]
    internal void Choose_ADisplay_DrawsOnlyWhereOneCanDraw(ProgressMode? asked, OutputFormat format, bool terminal, string term, string variable, ProgressMode mode)
    {
        var environment = new Dictionary<string, string> { ["TERM"] = term };
        if (variable.Length > 0)
        {
            environment[variable] = "true";
        }

        ProgressViews.Choose(asked, format, quiet: false, new Terminal { OutputIsTerminal = terminal }, environment).ShouldBe(mode);
    }

    [Fact]
    public void ToLine_OfAnEventWithoutAPlace_LeavesTheMembersOut()
    {
        var line = EventDocument.ToLine(Samples.Event(1, EventTypes.OrchestrationQueued, 0));

        line.ShouldBe("{\"seq\":1,\"type\":\"orchestration_queued\",\"timestamp\":\"2026-11-22T12:00:00.000Z\",\"execution_id\":\"" + Samples.Id + "\",\"data\":{}}");
    }

    [Fact]
    public void Of_AnExecutionWithoutFailedTests_NamesTheCategory() =>
        ExecutionFailures.Of(Samples.Failed()).Where(failure => failure.Test is null).ShouldHaveSingleItem()
            .ShouldBe(new ExecutionFailure("core", "db", null, null, null, "program 'psql' was not found in PATH", Verdict.Error));
}
