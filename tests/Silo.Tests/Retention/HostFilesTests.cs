using Apex.Categories;
using Apex.Persistence;
using Apex.Runner;
using Apex.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Apex.Retention;

/// <summary>What of a host's files goes, and what never does.</summary>
public sealed class HostFilesTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 5, 6, 7, 8, 9, TimeSpan.Zero);

    private readonly RunnerHarness _runner = new();
    private readonly Known _rows = new();
    private readonly InMemoryStore _live = new();
    private readonly FakeTimeProvider _time = new(Now);
    private readonly HostFiles _files;

    public HostFilesTests() => _files = new HostFiles(
        _runner.Link, _rows, _live, new SiloOptions { Home = _runner.Root }, _time, NullLogger<HostFiles>.Instance);

    private string Spool => _runner.Options.SpoolFolder;

    public void Dispose()
    {
        _files.Dispose();
        _runner.Dispose();
    }

    [Fact]
    public async Task Prune_ByAge_RemovesWhatEndedThenAndNothingElse()
    {
        Keep("old", ended: Now.AddDays(-7), bytes: 1000);
        Keep("new", ended: Now.AddDays(-6.9));
        Keep("runs", ended: null);
        Keep("lives", ended: Now.AddDays(-50));
        await _live.TryAddAsync(new LiveExecution("lives", "p", "/tree", Shared: true));

        var would = await _files.PruneAsync(new PruneHostRequest { Rule = new RetentionRule(), DryRun = true });
        Left().ShouldBe("lives new old runs");
        var done = await _files.PruneAsync(new PruneHostRequest { Rule = new RetentionRule() });

        Left().ShouldBe("lives new runs");
        (would.Executions, would.Bytes, done.Executions, done.Bytes).ShouldBe((1, 1000L, 1, 1000L));
    }

    [Fact]
    public async Task Prune_ByRoom_RemovesTheOldestThatDidNotEndJustNow()
    {
        Keep("a", Now.AddHours(-5), bytes: 100);
        Keep("b", Now.AddHours(-4), bytes: 100);
        Keep("c", Now.AddHours(-3), bytes: 100);
        Keep("d", Now.AddMinutes(-59), bytes: 1000);
        var rule = new RetentionRule { MostLogBytes = 1150 };

        await _files.PruneAsync(new PruneHostRequest { Rule = rule });
        Left().ShouldBe("c d");
        await _files.PruneAsync(new PruneHostRequest { Rule = rule with { MostLogBytes = 1 } });
        Left().ShouldBe("d", "whoever saw it end may be reading it");
        Keep("e", Now.AddHours(-9));
        new DirectoryInfo(Path.Combine(Spool, "e")).LastWriteTimeUtc = Now.AddMinutes(-5).UtcDateTime;
        await _files.PruneAsync(new PruneHostRequest { Rule = rule with { MostLogBytes = 1 } });
        Left().ShouldBe("d e", "its gate was decided long ago, its background layer wrote just now");
    }

    [Fact]
    public async Task Prune_OfRemovedExecutions_TakesTheirFilesAtAnyAgeAndNoOthers()
    {
        Keep("gone", Now);
        Keep("old", Now.AddDays(-100));

        (await _files.PruneAsync(new PruneHostRequest { Executions = ["gone", "../runner", "never"] })).Executions.ShouldBe(1);

        Left().ShouldBe("old");
        Directory.Exists(_runner.Options.StateFolder).ShouldBeTrue();
    }

    [Fact]
    public async Task Prune_WhatStorageDoesNotKnow_GoesByWhenItWasWritten()
    {
        Keep("svc-1", Now.AddDays(-8), known: false);
        Keep("svc-2", Now.AddDays(-8), known: false);
        Directory.SetLastWriteTimeUtc(Path.Combine(Spool, "svc-2", "layer", "category.1"), Now.AddDays(-1).UtcDateTime);

        await _files.PruneAsync(new PruneHostRequest { Rule = new RetentionRule() });

        Left().ShouldBe("svc-2");
    }

    [Fact]
    public async Task Prune_WhatTheRunnerHolds_Stays()
    {
        var spec = _runner.Shell("echo printed; exec sleep 300");
        await _runner.PlaceAsync(spec);
        await _runner.BeginOfAsync(spec.Id);

        var reply = await _files.PruneAsync(new PruneHostRequest { Executions = [spec.Id.Execution], Rule = new RetentionRule { Logs = TimeSpan.Zero, MostLogBytes = 0 } });

        reply.Executions.ShouldBe(0);
        Directory.Exists(_runner.Core.SpoolFolder(spec.Id)).ShouldBeTrue();
        await _runner.StopAsync(spec.Id);
        await _runner.EndOfAsync(spec.Id);
    }

    [Fact]
    public void Delete_WhatCameSinceTheLook_Stays()
    {
        Keep("svc-1", ended: null);
        File.WriteAllText(Path.Combine(Spool, "svc-1", "stray"), "");
        var seen = SpoolFolder.Of(Spool, SpoolFolder.Names(Spool)).ShouldHaveSingleItem();
        var fresh = Directory.CreateDirectory(Path.Combine(Spool, "svc-1", "layer", "category.2")).FullName;

        seen.Delete();
        Directory.EnumerateFileSystemEntries(Path.Combine(Spool, "svc-1", "layer")).ShouldBe([fresh]);
        SpoolFolder.Of(Spool, ["svc-1"])[0].Delete();
        Left().ShouldBe("");
    }

    [Fact]
    public async Task Prune_LinksThatLeadOut_RemovesTheLinksAlone()
    {
        var outside = Directory.CreateDirectory(_runner.FileFor("outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "precious"), new string('x', 5000));
        Keep("old", Now.AddDays(-100), bytes: 10);
        Directory.CreateSymbolicLink(Path.Combine(Spool, "old", "layer", "category.1", "results"), outside);
        Directory.CreateSymbolicLink(Path.Combine(Spool, "elsewhere"), outside);

        (await _files.PruneAsync(new PruneHostRequest { Executions = ["elsewhere"], Rule = new RetentionRule() })).Bytes.ShouldBeLessThan(5000);

        Directory.Exists(Path.Combine(Spool, "old")).ShouldBeFalse();
        File.Exists(Path.Combine(outside, "precious")).ShouldBeTrue();
    }

    [Fact]
    public async Task Clock_AMinuteAfterTheStartAndEachHour_RemovesWhatIsDue()
    {
        var retention = new Region { Time = _time, Turns = new([3, 0, 1]) };
        using var clock = new RetentionClock(retention, _files, new GrainsOptions(), _time, NullLogger<RetentionClock>.Instance);
        Keep("old", Now.AddDays(-8));
        await _runner.Link.PutContextAsync(new ExecutionContextSpec { Execution = "gone" }, RunnerHarness.Token);
        File.SetLastWriteTimeUtc(Context("gone"), Now.AddDays(-31).UtcDateTime);
        await clock.StartAsync(RunnerHarness.Token);

        await UntilAsync(() => Left().Length == 0 && !File.Exists(Context("gone")), TimeSpan.FromSeconds(10));
        retention.AskedAt.Count.ShouldBe(2, "until there are no more");
        retention.AskedAt[0].ShouldBeGreaterThanOrEqualTo(Now.AddMinutes(1), "what runs is taken up again first");

        Keep("older", Now.AddDays(-8));
        retention.Fault = true;
        await UntilAsync(() => Left().Length == 0, TimeSpan.FromMinutes(1)); // rows that cannot be removed are no reason for a full disk
        (retention.AskedAt[2] - retention.AskedAt[1]).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromHours(1));
        await UntilAsync(() => retention.AskedAt.Count == 4, TimeSpan.FromMinutes(1)); // a look that fails is not the last
        await clock.StopAsync(RunnerHarness.Token);

        Task UntilAsync(Func<bool> fact, TimeSpan step) => Eventually.IsAsync(fact, between: () => _time.Advance(step));
    }

    [Fact]
    public async Task ForgetContexts_OfWhatDoesNotLive_AreDropped()
    {
        foreach (var execution in new[] { "gone", "lives", "fresh", "svc-1", "elsewhere" })
        {
            await _runner.Link.PutContextAsync(new ExecutionContextSpec { Execution = execution }, RunnerHarness.Token);
            File.SetLastWriteTimeUtc(Context(execution), (execution == "fresh" ? Now : Now.AddHours(-2)).UtcDateTime);
            _rows.Ends[execution] = Now.AddHours(-1);
        }

        _rows.Ends.Remove("elsewhere");

        await _live.TryAddAsync(new LiveExecution("lives", "p", "/tree", Shared: true));

        await _files.ForgetContextsAsync(TimeSpan.FromDays(30), RunnerHarness.Token);

        var left = Directory.GetFiles(_runner.Options.ContextFolder).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal);
        string.Join(' ', left).ShouldBe("elsewhere fresh lives svc-1", "another database of this home may know the first");
    }

    private string Context(string execution) => Path.Combine(_runner.Options.ContextFolder, $"{execution}.json");

    private void Keep(string execution, DateTimeOffset? ended, int bytes = 1, bool known = true)
    {
        var attempt = Directory.CreateDirectory(Path.Combine(Spool, execution, "layer", "category.1"));
        File.WriteAllBytes(Path.Combine(attempt.FullName, "log"), new byte[bytes]);
        if (known)
        {
            _rows.Ends[execution] = ended;
        }

        foreach (var entry in new DirectoryInfo(Path.Combine(Spool, execution)).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).OrderByDescending(static entry => entry.FullName.Length).Append(new DirectoryInfo(Path.Combine(Spool, execution))))
        {
            entry.LastWriteTimeUtc = (ended ?? Now.AddDays(-100)).UtcDateTime;
        }
    }

    private string Left() => string.Join(' ', new DirectoryInfo(Spool).EnumerateDirectories().Select(static folder => folder.Name).Order(StringComparer.Ordinal));

    private sealed class Known : IRetentionRows
    {
        public Dictionary<string, DateTimeOffset?> Ends { get; } = [];

        public Task<IReadOnlyDictionary<string, DateTimeOffset?>> EndsAsync() => Task.FromResult<IReadOnlyDictionary<string, DateTimeOffset?>>(Ends);

        public Task<IReadOnlyList<string>> ExpiredAsync(ExpiredQuery query) => throw new NotSupportedException();

        public Task RemoveAsync(string execution) => throw new NotSupportedException();
    }

    private sealed class Region : IRetentionGrain
    {
        public required Queue<int> Turns { get; init; }

        public required TimeProvider Time { get; init; }

        public List<DateTimeOffset> AskedAt { get; } = [];

        public bool Fault { get; set; }

        public Task<PruneExecutionsReply> PruneExecutionsAsync(PruneRequest request)
        {
            AskedAt.Add(Time.GetUtcNow());
            var executions = Turns.TryDequeue(out var next) ? next : 0;
            return Fault ? throw new TimeoutException("by a test") : Task.FromResult(new PruneExecutionsReply { Executions = executions, More = executions > 0 });
        }

        public Task<PruneLogsReply> PruneLogsAsync(PruneRequest request) => throw new NotSupportedException();
    }
}
