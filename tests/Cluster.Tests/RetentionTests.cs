using System.Text.Json;
using Apex.Cluster.Tests.Harness;

namespace Apex.Cluster.Tests;

/// <summary><c>apex prune</c> through the real program: what ended goes, what runs does not notice.</summary>
public sealed class RetentionTests
{
    [Fact]
    public async Task Prune_BesideARunningExecution_RemovesWhatEndedAlone()
    {
        await using var home = new ApexHome();
        home.Configure("""
            layers:
              fast:
                categories:
                  - {name: quick, command: echo printed}
                  - {name: held, command: 'echo STARTED | tee -a "$WITNESS"; while [ ! -e gate ]; do sleep 0.1; done; echo ENDED'}
            """);
        (await home.RunAsync("run", "--category", "quick")).ShouldExit(0);
        (await home.RunAsync("run", "--category", "quick")).ShouldExit(0);
        var ended = await ListAsync(home);
        (await home.RunAsync("run", "--category", "quick", "--idempotency-key", "K")).ShouldExit(0);
        var keyed = (await ListAsync(home))[0];
        var runs = await home.DetachAsync("--category", "held");
        await ApexHome.UntilAsync(() => home.WitnessCount("STARTED") == 1, "the command");

        (await home.RunAsync("prune")).ShouldExit(0).Output.Trim().ShouldBe("nothing is due", "30 days are not over, nor 7");
        (await home.RunAsync("prune", "--older-than", "0m", "--dry-run")).ShouldExit(0).Output.ShouldStartWith("would remove 2 executions, and the logs and results of 2 (");

        (await home.RunAsync("prune", "--logs-older-than", "0m")).ShouldExit(0).Output.ShouldStartWith("removed 0 executions, and the logs and results of 3 (");
        (await home.RunAsync("logs", ended[0], "quick")).Errors.ShouldContain("does not keep the log");
        (await home.StatusAsync(ended[0])).Verdict().ShouldBe("passed", "what a run came to outlives its logs");

        var pruned = (await home.RunAsync("prune", "--older-than", "0m", "-o", "json")).ShouldExit(0).Json();
        pruned.GetProperty("executions").GetInt32().ShouldBe(2);
        (await home.RunAsync("status", ended[0])).ShouldExit(2).Errors.ShouldContain(ended[0]);
        (await ListAsync(home)).ShouldBe([runs, keyed], "its key is to answer with it");
        (await home.RunAsync("run", "--category", "quick", "--idempotency-key", "K")).ShouldExit(0).Output.ShouldContain(keyed);

        await File.WriteAllTextAsync(Path.Combine(home.Project, "gate"), "", TestContext.Current.CancellationToken);
        (await home.EndedAsync(runs)).Verdict().ShouldBe("passed");
        (await home.RunAsync("logs", runs, "held")).Output.ShouldBe("STARTED\nENDED\n", "its log went on");
        (await home.RunAsync("server", "stop")).ShouldExit(0);
        (await home.StatusAsync(runs)).Verdict().ShouldBe("passed", "its plan is kept over a start that removes those of the others");
        (await home.RunAsync("run", "--category", "quick")).ShouldExit(0);
    }

    /// <summary>Ids, newest first.</summary>
    private static async Task<List<string>> ListAsync(ApexHome home) =>
        [.. (await home.RunAsync("list", "-o", "jsonl")).ShouldExit(0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()!)];
}
