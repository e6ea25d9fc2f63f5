using System.Text.Json;
using Apex.Testing;
using Microsoft.Data.Sqlite;

namespace Apex.Cluster.Tests.Harness;

/// <summary>A home whose silo or runner is to kill itself at a crash point, and what must be true of it afterwards.</summary>
internal sealed class CrashRun(string point) : IAsyncDisposable
{
    private const string CrashAt = "APEX_CRASH_AT";
    private int _doomed;

    public ApexHome Home { get; } = new ApexHome().Set("APEX_SLOTS", "3");

    private string Gate => Path.Combine(Home.Root, "gate");

    /// <summary>A command that ends when <see cref="OpenGate"/> is called: however slow the machine, it runs as long as the test needs it.</summary>
    public string Gated => Projects.WitnessedUntil(Gate);

    private bool IsOfRunner => point.StartsWith("runner.", StringComparison.Ordinal);

    public void OpenGate() => File.WriteAllText(Gate, "");

    /// <summary>Sets the crash point for the next command that may start the runner.</summary>
    public void Arm() => Home.Set(CrashAt, point);

    /// <summary>Starts a silo of which one life, or whose runner, ends at the crash point.</summary>
    public async Task StartArmedAsync()
    {
        Arm();
        await StartAsync();
        Home.Set(CrashAt, null);
        _doomed = IsOfRunner ? Home.RunnerPid : Home.SiloPid;
    }

    public async Task StartAsync() => (await Home.RunAsync("server", "start")).ShouldExit(0);

    /// <summary>Waits for the death at the crash point; fails if it never comes.</summary>
    public async Task DiedAsync()
    {
        await ApexHome.UntilAsync(() => !ProcessFiles.IsAlive(_doomed), $"the death of {_doomed} at {point}");
        if (!IsOfRunner)
        {
            await KilledAsync($"Silo {_doomed} ended");
        }
    }

    /// <summary>Waits until the runner has seen a silo die of SIGKILL.</summary>
    public Task KilledAsync(string what = "Silo ") => ApexHome.UntilAsync(
        () => Lines("runner.log").Any(line => line.Contains(what, StringComparison.Ordinal) && line.Contains("signal 9", StringComparison.Ordinal)),
        $"a silo killed at {point}");

    /// <summary>Kills silo and runner so that neither can start the other again.</summary>
    public async Task KillBothAsync()
    {
        var (silo, runner) = (Home.SiloPid, Home.RunnerPid);
        Signals.Send(silo, Signals.Stop);
        Signals.Send(runner, Signals.Kill);
        Signals.Send(silo, Signals.Kill);
        await ApexHome.UntilAsync(() => !ProcessFiles.IsAlive(silo) && !ProcessFiles.IsAlive(runner), "silo and runner to be gone");
    }

    /// <summary>What no later runner can know of: the journal of the one that died.</summary>
    public void LoseJournal()
    {
        foreach (var journal in Directory.EnumerateFiles(Path.Combine(Home.Home, "runner"), "journal-*"))
        {
            File.Delete(journal);
        }
    }

    /// <summary>How many runners this home's silos have been connected to.</summary>
    public int Runners() => Lines("silo.out.log")
        .Select(line => line.Split("Connected to the runner, process "))
        .Where(parts => parts.Length == 2)
        .Select(parts => parts[1].Split(',')[0])
        .Distinct(StringComparer.Ordinal)
        .Count();

    /// <summary>Follows an execution to its end and looks at what is the same after every crash: gapless events, no live entry, the verdict.</summary>
    public async Task<JsonElement> EndedAsync(string id, string verdict)
    {
        var watch = await Home.RunAsync("watch", id, "-o", "jsonl");
        var events = watch.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        events.Select(item => item.GetProperty("seq").GetInt32()).ShouldBe(Enumerable.Range(1, events.Count), watch.Errors);
        events[^1].GetProperty("type").GetString().ShouldBe("orchestration_completed", watch.Errors);
        var status = await Home.StatusAsync(id);
        status.Verdict().ShouldBe(verdict);
        status.State().ShouldBe("completed");
        await ApexHome.UntilAsync(() => Query("SELECT count(*) FROM live_executions") == 0, "live_executions to be empty");
        return status;
    }

    /// <summary>Each command ran once: as one attempt that is recorded.</summary>
    public void EachRanOnce(JsonElement status)
    {
        status.Categories().ShouldAllBe(category => category.Verdict() == "passed" && category.Attempts().Length == 1);
        Recorded(status).ShouldAllBe(attempt => !attempt.IsLost && attempt.Starts == 1 && attempt.Ends == 1);
        NothingElseRan(status);
    }

    /// <summary>Each attempt ran at most once; those that are not recorded as lost ran once, and are the last of their category.</summary>
    public void EachAttemptRanOnce(JsonElement status)
    {
        status.Categories().ShouldAllBe(category => category.Verdict() == "passed");
        Recorded(status).ShouldAllBe(attempt => attempt.IsLost ? attempt.Starts <= 1 && attempt.Ends <= 1 : attempt.Starts == 1 && attempt.Ends == 1);
        status.Categories().ShouldAllBe(category => category.Attempts().Count(attempt => attempt.GetProperty("class").GetString() != "infra") == 1);
        NothingElseRan(status);
    }

    /// <summary>No command of a cancelled execution ran twice, or to its end.</summary>
    public void NoneRanToItsEnd(JsonElement status)
    {
        status.Categories().ShouldAllBe(category => category.Verdict() == "cancelled" || category.Verdict() == "skipped");
        Recorded(status).ShouldAllBe(attempt => attempt.Starts <= 1 && attempt.Ends == 0);
        NothingElseRan(status);
    }

    public static int Lost(JsonElement status) => status.Categories().SelectMany(category => category.Attempts()).Count(attempt => attempt.GetProperty("class").GetString() == "infra");

    public long Query(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Home.Home, "data", "apex.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>After an orderly stop, no process that came of this home is left.</summary>
    public async Task NothingRemainsAsync()
    {
        (await Home.RunAsync("server", "stop")).ShouldExit(0);
        await ApexHome.UntilAsync(() => !Descendants().Any(), "the end of everything that came of this home");
    }

    public ValueTask DisposeAsync() => Home.DisposeAsync();

    private IEnumerable<(bool IsLost, int Starts, int Ends)> Recorded(JsonElement status)
    {
        var lines = File.Exists(Home.Witness) ? File.ReadAllLines(Home.Witness) : [];
        return
            from category in status.Categories()
            from attempt in category.Attempts()
            let name = $"{category.GetProperty("name").GetString()} {attempt.GetProperty("number").GetInt32()}"
            select (attempt.GetProperty("class").GetString() == "infra", lines.Count(line => line == $"START {name}"), lines.Count(line => line == $"END {name}"));
    }

    private void NothingElseRan(JsonElement status) => Home.WitnessCount("START").ShouldBe(Recorded(status).Sum(attempt => attempt.Starts), "a command ran that is in no record");

    private string[] Lines(string log)
    {
        var path = Path.Combine(Home.Home, "logs", "orchestration", log);
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }

    // Silo, runner and commands all inherit the environment of the program that was started here.
    private IEnumerable<string> Descendants() =>
        from folder in Directory.EnumerateDirectories("/proc")
        where int.TryParse(Path.GetFileName(folder), out _) && ProcessFiles.Read($"{folder}/environ").Contains(Home.Root, StringComparison.Ordinal)
        select folder;
}
