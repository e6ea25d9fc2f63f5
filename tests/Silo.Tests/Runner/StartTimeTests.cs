using Apex.Categories;
using Apex.Persistence;
using Apex.Results.Reports;

namespace Apex.Runner;

/// <summary>A report is known by when it was written: so no attempt may be said to have started after its command did something.</summary>
public sealed class StartTimeTests : IDisposable
{
    private readonly SlowSlot _slot = new();
    private readonly RunnerHarness _runner;

    public StartTimeTests() => _runner = new RunnerHarness(crash: _slot);

    public void Dispose() => _runner.Dispose();

    [Fact]
    public async Task Start_SlotLosesItsCoreToTheCommand_StartsBeforeWhatTheCommandWrote()
    {
        _slot.WaitFor = _runner.FileFor("report");

        var end = await _runner.RunAsync(_runner.Shell("echo done > report; touch later; sleep 0.1; echo done >> later"));

        end.StartedAt.ShouldNotBeNull().UtcDateTime.ShouldBeLessThan(File.GetLastWriteTimeUtc(_slot.WaitFor) + ReportFinder.ClockTick);
    }

    /// <summary>Stands between the start of a command and what the slot does next until the command has run for a while.</summary>
    private sealed class SlowSlot : ICrashPoints
    {
        public string WaitFor { get; set; } = "";

        public void Hit(string point)
        {
            if (point == "runner.spawned.before_journal")
            {
                RunnerHarness.LineOfAsync(WaitFor).GetAwaiter().GetResult();
                RunnerHarness.LineOfAsync(Path.Combine(Path.GetDirectoryName(WaitFor)!, "later")).GetAwaiter().GetResult();
            }
        }
    }
}
