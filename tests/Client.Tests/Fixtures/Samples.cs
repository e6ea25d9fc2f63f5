using Apex.Categories;
using Apex.Executions;
using Apex.Layers;
using Apex.Progress;

namespace Apex.Client.Tests.Fixtures;

/// <summary>Executions and events that tests speak about.</summary>
internal static class Samples
{
    public const string Id = "01930000-0000-7000-8000-000000000001";

    public static DateTimeOffset Start { get; } = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static TestCounts Counts(int passed, int failed = 0, int skipped = 0) =>
        new() { Total = passed + failed + skipped, Passed = passed, Failed = failed, Skipped = skipped };

    /// <summary>One layer, one category, passed.</summary>
    public static ExecutionSnapshot Passed(string id = Id) => new()
    {
        Id = id,
        Project = "shop",
        Region = "local",
        Mode = "fast_feedback",
        Environment = "test",
        PlanHash = "ab12",
        State = ExecutionState.Completed,
        Verdict = Verdict.Passed,
        CreatedAt = Start,
        StartedAt = Start.AddSeconds(1),
        FinishedAt = Start.AddSeconds(13.25),
        Counts = Counts(48),
        Layers = [Layer("unit", Verdict.Passed, Category("unit", Verdict.Passed, Counts(48)))],
    };

    /// <summary>Two gating layers, one of them failed in three ways, and one in the background.</summary>
    public static ExecutionSnapshot Failed(string id = Id)
    {
        var failing = Category("api", Verdict.Failed, Counts(40, 2, 1)) with { Reason = "2 of 43 tests failed" };
        failing = failing with
        {
            Attempts =
            [
                Attempt(1, Verdict.Error, FailureClass.Infra) with { Host = "host-b" },
                Attempt(2, Verdict.Failed, FailureClass.Test, [
                    new TestFailure { Test = "Shop.CartTests.Add_Twice_Counts(\"a\")", File = "tests/CartTests.cs", Line = 42, Message = "Expected: 2\nActual:   1\nat line 42\nat line 43" },
                    new TestFailure { Test = "Shop.CartTests.Remove_\e[31mRed", Message = "boom" },
                ]),
            ],
        };
        var missing = Category("db", Verdict.Error, null) with { Reason = "program 'psql' was not found in PATH", Attempts = [Attempt(1, Verdict.Error, FailureClass.Config)] };
        var skipped = new CategorySnapshot { Name = "ui", State = StepState.Skipped, Verdict = Verdict.Skipped, Reason = "stopped by fail_fast of core" };
        return Passed(id) with
        {
            Mode = "layered_execution",
            Environment = "dev",
            Commit = "0123456789abcdef0123456789abcdef01234567",
            Branch = "main",
            Dirty = true,
            Labels = new Dictionary<string, string> { ["team"] = "cart", ["build"] = "77" },
            ThreadId = "t-1",
            State = ExecutionState.BackgroundRunning,
            Verdict = Verdict.Error,
            Counts = Counts(88, 2, 1),
            Layers =
            [
                Layer("unit", Verdict.Passed, Category("unit", Verdict.Passed, Counts(48))),
                Layer("core", Verdict.Error, failing, missing, skipped),
                Layer("nightly", Verdict.None) with { Background = true, State = StepState.Running, FinishedAt = null, Tally = new CategoryTally { Total = 3, Open = 3 } },
            ],
            Services = [new Services.ServiceFact { Name = "db", Phase = Services.ServicePhase.Unhealthy, Host = "host-1", Started = true, Reason = "service 'db' went down: no answer" }],
            Warnings = [new Warning { Code = "not_enforced_yet", Message = "resource_limits.max_cpu_percent is not enforced yet" }],
        };
    }

    public static LayerSnapshot Layer(string name, Verdict verdict, params CategorySnapshot[] categories) => new()
    {
        Name = name,
        State = StepState.Completed,
        Verdict = verdict,
        StartedAt = Start.AddSeconds(1),
        FinishedAt = Start.AddSeconds(13),
        Counts = categories.Select(category => category.Counts).OfType<TestCounts>().Aggregate((TestCounts?)null, (sum, counts) => sum is null ? counts : sum + counts),
        Tally = new CategoryTally { Total = categories.Length },
        Categories = [.. categories],
    };

    public static CategorySnapshot Category(string name, Verdict verdict, TestCounts? counts) => new()
    {
        Name = name,
        State = StepState.Completed,
        Verdict = verdict,
        StartedAt = Start.AddSeconds(1),
        FinishedAt = Start.AddSeconds(12.5),
        Counts = counts,
        Attempts = [Attempt(1, verdict, verdict == Verdict.Passed ? FailureClass.None : FailureClass.Test)],
    };

    public static AttemptSnapshot Attempt(int number, Verdict verdict, FailureClass failure, List<TestFailure>? failures = null) => new()
    {
        Number = number,
        Epoch = number + 1,
        Host = "host-a",
        State = StepState.Completed,
        PlacedAt = Start.AddSeconds(1),
        StartedAt = Start.AddSeconds(1.25),
        Report = new AttemptReport
        {
            Id = new AttemptId(Id, "core", "api", number),
            Epoch = number + 1,
            Digest = "d",
            Host = "host-a",
            Verdict = verdict,
            Class = failure,
            ExitCode = verdict == Verdict.Passed ? 0 : 1,
            StartedAt = Start.AddSeconds(1.25),
            FinishedAt = Start.AddSeconds(12.5),
            DurationMs = 11_250,
            CpuMs = 9_000,
            PeakMemoryMb = 120,
            LogBytes = 2048,
            LeftoverProcesses = 0,
            Failures = failures ?? [],
            Reports = ["results/unit.trx"],
            Artifacts = new KeptArtifacts { Folder = "/home/me/.apex/spool/unit/1/artifacts", Files = ["out/shot.png"], Dropped = 2 },
        },
    };

    public static ExecutionListItem Item(string id, Verdict verdict = Verdict.Passed, ExecutionState state = ExecutionState.Completed) => new()
    {
        Id = id,
        Project = "shop",
        Mode = "fast_feedback",
        Environment = "test",
        Branch = "main",
        Commit = "0123456789abcdef",
        State = state,
        Verdict = verdict,
        CreatedAt = Start.AddMinutes(-5),
        StartedAt = Start.AddMinutes(-5).AddSeconds(1),
        FinishedAt = state == ExecutionState.Completed ? Start.AddMinutes(-4) : null,
    };

    /// <summary>The events of a run of two layers with one failure.</summary>
    public static List<ProgressEvent> Events() =>
    [
        Event(1, EventTypes.OrchestrationQueued, 0),
        Event(2, EventTypes.OrchestrationStarted, 1),
        Event(3, EventTypes.LayerStarted, 1, "unit", data: """{"categories":1,"background":false}"""),
        Event(4, EventTypes.CategoryStarted, 1.25, "unit", "unit", 1),
        Event(5, EventTypes.AttemptStarted, 1.25, "unit", "unit", 1),
        Event(6, EventTypes.AttemptFinished, 13, "unit", "unit", 1, """{"verdict":"passed"}"""),
        Event(7, EventTypes.CategoryCompleted, 13, "unit", "unit", data: """{"verdict":"passed","duration_ms":12300,"counts":{"total":48,"passed":48,"failed":0,"skipped":0,"flaky":0}}"""),
        Event(8, EventTypes.LayerCompleted, 13, "unit", data: """{"verdict":"passed","duration_ms":12400,"counts":{"total":48,"passed":48,"failed":0,"skipped":0,"flaky":0}}"""),
        Event(9, EventTypes.LayerStarted, 13.25, "core", data: """{"categories":2}"""),
        Event(10, EventTypes.CategoryRetrying, 14, "core", "api", 1, """{"class":"infra","reason":"the host was restarted"}"""),
        Event(11, EventTypes.CategoryCompleted, 15, "core", "api", data: """{"verdict":"failed","duration_ms":900,"counts":{"total":43,"passed":40,"failed":2,"skipped":1,"flaky":0},"reason":"2 tests failed"}"""),
        Event(12, EventTypes.CategorySkipped, 15, "core", "ui", data: """{"reason":"stopped by fail_fast"}"""),
        Event(13, EventTypes.LayerCompleted, 15, "core", data: """{"verdict":"failed","duration_ms":1900}"""),
        Event(14, EventTypes.VerdictDecided, 15, data: """{"verdict":"failed"}"""),
        Event(15, EventTypes.OrchestrationCompleted, 15.25),
    ];

    public static ProgressEvent Event(long seq, string type, double second, string? layer = null, string? category = null, int? attempt = null, string data = "{}") => new()
    {
        Seq = seq,
        Type = type,
        Timestamp = Start.AddSeconds(second),
        ExecutionId = Id,
        Layer = layer,
        Category = category,
        Attempt = attempt,
        Data = data,
    };
}
