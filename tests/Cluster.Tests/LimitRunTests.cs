using Apex.Cluster.Tests.Harness;
using Apex.Testing;

namespace Apex.Cluster.Tests;

/// <summary>A category that takes too much is ended, and nothing else notices: through the real program.</summary>
public sealed class LimitRunTests
{
    [Fact]
    public async Task Run_OfACategoryThatWantsTwoGibibytes_IsOomAndTouchesNothingElse()
    {
        await using var home = new ApexHome().Set("APEX_SLOTS", "4");
        home.Configure("""
            version: 1
            project: greedy
            defaults:
              command: sleep 3
            layers:
              one:
                categories:
                  - name: greedy
                    command: head -c 2147483648 /dev/zero | tail -n 1 > /dev/null
                    limits: {memory_mb: 256}
                  - name: first
                  - name: second
                    limits: {memory_mb: 256}
                  - name: third
            """);
        (await home.RunAsync("server", "start")).ShouldExit(0);
        var (silo, runner) = (home.SiloPid, home.RunnerPid);

        var status = (await home.RunAsync("run", "-o", "json")).ShouldExit(3).Json();

        var greedy = status.Category("greedy").Attempts().ShouldHaveSingleItem();
        (greedy.Verdict(), greedy.GetProperty("class").GetString()).ShouldBe(("error", "oom"));
        greedy.GetProperty("peak_memory_mb").GetInt32().ShouldBeInRange(200, 2100);
        greedy.GetProperty("cpu_ms").GetInt64().ShouldBeGreaterThan(0);
        status.GetProperty("failures")[0].GetProperty("message").GetString().ShouldNotBeNull().ShouldContain("limit 256 MiB (limits.memory_mb)");
        foreach (var name in new[] { "first", "second", "third" })
        {
            status.Category(name).Attempts().ShouldHaveSingleItem().Verdict().ShouldBe("passed");
        }

        (home.SiloPid, home.RunnerPid).ShouldBe((silo, runner));
        ProcessFiles.IsAlive(silo).ShouldBeTrue();
    }
    // The leader is killed before it could wait for its child: what that child used is known only to the one who reaps it.
    [Fact]
    public async Task Run_OfACategoryThatDiesBeforeItsChild_CountsTheChildsTime()
    {
        await using var home = new ApexHome();
        home.Configure("""
            version: 1
            project: orphans
            layers:
              one:
                categories:
                  - name: shot
                    command: |
                      leader=$$
                      (i=0; while [ $i -lt 400000 ]; do i=$((i + 1)); done; kill -KILL $leader; exec sleep 600) &
                      wait
            """);

        var status = (await home.RunAsync("run", "-o", "json")).ShouldExit(1).Json();

        var attempt = status.Category("shot").Attempts().ShouldHaveSingleItem();
        attempt.GetProperty("cpu_ms").GetInt64().ShouldBeGreaterThan(20);
    }
}
