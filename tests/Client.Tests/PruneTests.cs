using Apex.Client.Tests.Fixtures;
using Apex.Retention;

namespace Apex.Client.Tests;

/// <summary><c>apex prune</c>: what it asks for, and what it says.</summary>
public sealed class PruneTests
{
    [Fact]
    public async Task Prune_SeveralTurns_AddsThemUp()
    {
        using var cli = new TestCli();
        var turns = new Queue<PruneExecutionsReply>([
            new() { Executions = 50, Logs = Logs(40, 1000), More = true },
            new() { Executions = 2, Logs = Logs(2, 24) }]);
        cli.Region.OnPrune = _ => turns.Dequeue();
        cli.Region.OnPruneLogs = _ => Logs(1, 3L * 1024 * 1024 * 1024);

        var text = await cli.RunAsync("prune");

        (text.Code, text.Out.Trim()).ShouldBe((ExitCode.Passed, "removed 52 executions, and the logs and results of 43 (3 GiB)"));
        text.Error.ShouldContain("50 executions removed, more to come");
        cli.Region.Prunes.ShouldAllBe(static request => request == new PruneRequest());
    }

    [Fact]
    public async Task Prune_WithOptions_AsksForThem()
    {
        using var cli = new TestCli();

        (await cli.RunAsync("prune", "--older-than", "14d", "--keep", "0", "--logs-older-than", "12h", "--dry-run")).Out.Trim().ShouldBe("nothing is due");

        cli.Region.Prunes.ShouldHaveSingleItem().ShouldBe(new PruneRequest { OlderThan = TimeSpan.FromDays(14), Keep = 0, LogsOlderThan = TimeSpan.FromHours(12), DryRun = true });
    }

    [Fact]
    public async Task Prune_DryRun_SaysWhatWouldBe()
    {
        using var cli = new TestCli();
        cli.Region.OnPrune = static _ => new PruneExecutionsReply { Executions = 1 };
        cli.Region.OnPruneLogs = static _ => Logs(1, 1536);

        var text = await cli.RunAsync("prune", "--dry-run");
        var json = await cli.RunAsync("prune", "--dry-run", "-o", "json");

        text.Out.Trim().ShouldBe("would remove 1 execution, and the logs and results of 1 (1.5 KiB)");
        Golden.Check("prune.json", json.Out);
    }

    [Fact]
    public async Task Prune_SomethingStays_WarnsAndExits3()
    {
        using var cli = new TestCli();
        cli.Region.OnPruneLogs = static _ => Logs(1, 1) with { Problems = ["/spool/x was not removed: denied"] };

        var text = await cli.RunAsync("prune");

        text.Code.ShouldBe(ExitCode.Error);
        text.Error.ShouldContain("/spool/x was not removed: denied");
        text.Out.ShouldContain("removed 0 executions");
    }

    [Theory]
    [InlineData("--older-than", "soon", "--older-than soon: expected a span (30m, 12h, 7d)")]
    [InlineData("--logs-older-than", "2026-11-01", "expected a span")]
    [InlineData("--keep", "-1", "expected a whole number from 0")]
    public async Task Prune_BadValue_ExitsTwoAndRemovesNothing(string option, string value, string said)
    {
        using var cli = new TestCli();

        var text = await cli.RunAsync("prune", option, value);

        text.Code.ShouldBe(ExitCode.Refused);
        text.Error.ShouldContain(said);
        cli.Region.Prunes.ShouldBeEmpty();
    }

    private static PruneLogsReply Logs(int executions, long bytes) => new() { Executions = executions, Bytes = bytes };
}
