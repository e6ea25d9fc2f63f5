using System.Text.Json;
using Apex.Client.Tests.Fixtures;
using Apex.Executions;
using Apex.Output;
using Apex.Signals;

namespace Apex.Client.Tests;

public sealed class InterruptTests
{
    [Theory]
    [InlineData(true, null, SignalKind.Interrupt, InterruptStep.Ask, 130)]
    [InlineData(true, null, SignalKind.Terminate, InterruptStep.CancelAndLeave, 143)]
    [InlineData(false, null, SignalKind.Interrupt, InterruptStep.CancelAndLeave, 130)]
    [InlineData(false, null, SignalKind.Terminate, InterruptStep.CancelAndLeave, 143)]
    [InlineData(true, OnInterrupt.Cancel, SignalKind.Interrupt, InterruptStep.CancelAndFollow, 130)]
    [InlineData(false, OnInterrupt.Cancel, SignalKind.Interrupt, InterruptStep.CancelAndLeave, 130)]
    [InlineData(true, OnInterrupt.Detach, SignalKind.Interrupt, InterruptStep.Leave, 130)]
    [InlineData(false, OnInterrupt.Detach, SignalKind.Interrupt, InterruptStep.Leave, 130)]
    [InlineData(false, OnInterrupt.Detach, SignalKind.Terminate, InterruptStep.Leave, 143)]
    internal void OnSignal_TheFirst_DoesAsTheSpecSays(bool terminal, OnInterrupt? choice, SignalKind kind, InterruptStep step, int code) =>
        new InterruptPolicy(terminal, choice).OnSignal(kind).ShouldBe(new InterruptDecision(step, code));

    [Theory]
    [InlineData(true, SignalKind.Interrupt, 130)]
    [InlineData(false, SignalKind.Interrupt, 130)]
    [InlineData(false, SignalKind.Terminate, 143)]
    internal void OnSignal_TheSecond_Leaves(bool terminal, SignalKind kind, int code)
    {
        var policy = new InterruptPolicy(terminal, null);
        policy.OnSignal(SignalKind.Interrupt);

        policy.OnSignal(kind).ShouldBe(new InterruptDecision(InterruptStep.Leave, code));
    }

    [Fact]
    public void OnAnswer_GoOn_AsksAgainNextTime()
    {
        var policy = new InterruptPolicy(atTerminal: true, null);
        policy.OnSignal(SignalKind.Interrupt);

        policy.OnAnswer(InterruptAnswer.GoOn).Step.ShouldBe(InterruptStep.GoOn);
        policy.OnSignal(SignalKind.Interrupt).Step.ShouldBe(InterruptStep.Ask);
    }

    [Fact]
    public void OnAnswer_Cancel_FollowsAndASecondSignalLeaves()
    {
        var policy = new InterruptPolicy(atTerminal: true, null);
        policy.OnSignal(SignalKind.Interrupt);

        policy.OnAnswer(InterruptAnswer.Cancel).Step.ShouldBe(InterruptStep.CancelAndFollow);
        policy.OnSignal(SignalKind.Interrupt).Step.ShouldBe(InterruptStep.Leave);
    }

    [Theory]
    [InlineData(SignalKind.Interrupt, 130)]
    [InlineData(SignalKind.Terminate, 143)]
    internal async Task Run_WithoutATerminal_CancelsAndLeaves(SignalKind kind, int code)
    {
        using var cli = Running();
        cli.Person.Send(kind);

        var result = await cli.RunAsync("run");

        result.Code.ShouldBe(code);
        cli.Region.Cancels.ShouldHaveSingleItem().Id.ShouldBe(cli.Region.Starts[0].Id);
        result.Error.ShouldContain("cancelled: what runs is being stopped");
    }

    [Theory]
    [InlineData(SignalKind.Interrupt, "cancel", 130)]
    [InlineData(SignalKind.Terminate, "cancel", 143)]
    [InlineData(SignalKind.Terminate, "detach", 143)]
    internal async Task Run_AsJsonInterrupted_WritesTheExecutionAsItStands(SignalKind kind, string choice, int code)
    {
        using var cli = Running();
        cli.Region.OnGet = (id, _) => Samples.Passed(id) with { State = ExecutionState.ExecutingLayers, Verdict = Verdict.None, FinishedAt = null };
        cli.Person.Send(kind);

        var result = await cli.RunAsync("run", "-o", "json", "--on-interrupt", choice);

        result.Code.ShouldBe(code);
        using var document = JsonDocument.Parse(result.Out);
        document.RootElement.GetProperty("id").GetString().ShouldBe(cli.Region.Starts[0].Id);
        document.RootElement.GetProperty("state").GetString().ShouldBe("executing_layers");
        document.RootElement.GetProperty("verdict").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Run_AsJsonInterruptedAndNothingIsKnown_WritesTheError()
    {
        using var cli = Running();
        cli.Region.OnGet = (_, _) => throw CliException.Unreachable("nobody there");
        cli.Person.Send(SignalKind.Interrupt);

        var result = await cli.RunAsync("run", "-o", "json");

        result.Code.ShouldBe(ExitCode.Cancelled);
        result.Out.ShouldBeEmpty();
        result.Error.ShouldContain("\"code\": \"interrupted\"");
        result.Error.ShouldContain("could not be learnt");
    }

    [Fact]
    public async Task Run_WithDetachOnInterrupt_LeavesItRunning()
    {
        using var cli = Running();
        cli.Person.Send(SignalKind.Terminate);

        var result = await cli.RunAsync("run", "--on-interrupt", "detach");

        result.Code.ShouldBe(ExitCode.Terminated);
        cli.Region.Cancels.ShouldBeEmpty();
        result.Error.ShouldContain("the execution goes on: apex watch");
    }

    [Fact]
    public async Task Run_AtATerminal_AsksAndObeysTheAnswer()
    {
        using var cli = Running(terminal: true);
        cli.Person.Send(SignalKind.Interrupt);
        cli.Person.Press('x');
        cli.Person.Press('l');

        var result = await cli.RunAsync("run");

        result.Code.ShouldBe(ExitCode.Cancelled);
        cli.Region.Cancels.ShouldBeEmpty();
        result.Error.ShouldContain("[c]ancel the execution, [l]eave it running, [g]o on?");
    }

    [Fact]
    public async Task Run_AtATerminalWithASecondSignal_LeavesWithoutAnAnswer()
    {
        using var cli = Running(terminal: true);
        cli.Person.Send(SignalKind.Interrupt);
        cli.Person.Send(SignalKind.Interrupt);

        (await cli.RunAsync("run")).Code.ShouldBe(ExitCode.Cancelled);
        cli.Region.Cancels.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_CancelledAtTheTerminal_IsFollowedToItsVerdict()
    {
        using var cli = Running(terminal: true);
        var cancelled = new TaskCompletionSource();
        cli.Region.OnCancel = id =>
        {
            cancelled.SetResult();
            return Samples.Passed(id);
        };
        cli.Region.AfterEvents = _ => cancelled.Task;
        cli.Region.OnGet = (id, _) => Samples.Passed(id) with { Verdict = Verdict.Cancelled };
        cli.Person.Send(SignalKind.Interrupt);
        cli.Person.Press('c');

        var result = await cli.RunAsync("run");

        result.Code.ShouldBe(ExitCode.Cancelled);
        result.Lines[^1].ShouldStartWith("cancelled  ");
    }

    [Fact]
    public async Task Watch_Interrupted_CancelsNothing()
    {
        using var cli = Running(terminal: true);
        cli.Person.Send(SignalKind.Interrupt);

        (await cli.RunAsync("watch", Samples.Id)).Code.ShouldBe(ExitCode.Cancelled);
        cli.Region.Cancels.ShouldBeEmpty();
    }

    private static TestCli Running(bool terminal = false)
    {
        var cli = new TestCli
        {
            Region = new FakeRegion { AfterEvents = static token => new TaskCompletionSource().Task.WaitAsync(token) },
            Terminal = new Terminal { InputIsTerminal = terminal, ErrorIsTerminal = terminal },
        };
        cli.Environment["NO_COLOR"] = "1";
        cli.Write("apex.yaml", "version: 1\n");
        return cli;
    }
}
