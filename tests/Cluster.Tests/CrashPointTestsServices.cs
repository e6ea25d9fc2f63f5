using Apex.Cluster.Tests.Harness;

namespace Apex.Cluster.Tests;

/// <summary>The silo dies while a service comes up or goes down (docs/reliability.md): it was started once, and nothing of it is left.</summary>
public sealed class CrashPointTestsServices
{
    private const string Yaml = """
        services:
          db:
            probe: {command: test -e up && kill -0 $(cat up)}
            start: echo "START db" >>"$WITNESS.db"; echo $$ >up; exec sleep 600
        layers:
          one: {categories: [{name: a, command: exit 0, requires: [db]}]}
        """;

    [Theory]
    [InlineData("services.acquire.before_write")]
    [InlineData("services.acquire.after_write")]
    [InlineData("services.report.before_write")]
    [InlineData("services.report.after_write")]
    [InlineData("services.release.before_write")]
    [InlineData("services.release.after_write")]
    public async Task SiloDies_WhileAServiceIsUsed_ItIsStartedOnceAndStopped(string point)
    {
        await using var run = new CrashRun(point);
        run.Home.Configure(Yaml);
        await run.StartArmedAsync();

        var id = await run.Home.DetachAsync();
        await run.DiedAsync();

        var status = await run.EndedAsync(id, "passed");
        status.GetProperty("services")[0].GetProperty("state").GetString().ShouldBe("stopped");
        (await File.ReadAllLinesAsync(run.Home.Witness + ".db", TestContext.Current.CancellationToken)).Length.ShouldBe(1);
        await run.NothingRemainsAsync();
    }

    [Theory]
    [InlineData("fail.before_write")]
    [InlineData("fail.after_write")]
    public async Task SiloDies_WhileAServiceIsMissing_ItsCategoryIsAnErrorOnce(string point)
    {
        await using var run = new CrashRun(point);
        run.Home.Configure("services: {db: {probe: {command: exit 1}, startup_timeout_seconds: 1}}\nlayers: {one: {categories: [{name: a, command: exit 0, requires: [db]}]}}");
        await run.StartArmedAsync();

        var id = await run.Home.DetachAsync();
        await run.DiedAsync();

        (await run.EndedAsync(id, "error")).Category("a").Attempts().ShouldBeEmpty();
        run.Query("SELECT count(*) FROM events WHERE type = 'category_completed'").ShouldBe(1);
        await run.NothingRemainsAsync();
    }
}
