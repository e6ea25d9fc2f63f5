using System.Text.Json;
using Apex.Testing;

namespace Apex.Grains.Tests.Resources;

/// <summary>The checker finds each planted violation, and nothing in a run that keeps to its limits.</summary>
public sealed class ReservationCheckerTests
{
    private static readonly ReservationLimits Limits = new()
    {
        Slots = 3,
        MemoryMb = 1000,
        CpuPercent = 200,
        Layers = new Dictionary<string, LayerReservations> { ["small"] = new(2, 300, 100) },
        EnforcedMemoryMb = new Dictionary<string, int> { ["a"] = 64 },
    };

    private readonly List<string> _lines = [];
    private int _next = 1;

    [Fact]
    public void Check_RunWithinItsLimits_FindsNothing()
    {
        Take(0, "a", memory: 500, cpu: 100, locks: "db");
        Take(1, "b", memory: 500, cpu: 100);
        Give(5, "a", memory: 500, cpu: 100, locks: "db");
        Take(5, "c", memory: 500, cpu: 100, locks: "db");
        Give(6, "b", memory: 500, cpu: 100);
        Give(9, "c", memory: 500, cpu: 100, locks: "db");
        Take(10, "alone", dedicated: true);
        Give(11, "alone", dedicated: true);

        Check().ShouldBeEmpty();
    }

    [Fact]
    public void Check_LogOutOfOrder_GoesByTime()
    {
        Take(0, "a", memory: 600);
        Take(5, "b", memory: 600);
        Give(4, "a", memory: 600);
        Give(9, "b", memory: 600);

        Check().ShouldBeEmpty("an end is told later than the start that it made room for");
    }

    [Fact]
    public void Check_AttemptWithinAMillisecond_HadItsPlaceBetweenTheOneBeforeAndTheOneAfter()
    {
        Take(0, "a", memory: 900);
        Give(5, "a", memory: 900);
        Give(5, "z", memory: 900);
        Take(5, "z", memory: 900);
        Take(5, "b", memory: 900);
        Give(9, "b", memory: 900);

        Check().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("memory", "1200 MiB on host h, which has 1000")]
    [InlineData("cpu", "240 % CPU on host h, which has 200")]
    [InlineData("slots", "4 attempts on host h with 3 slots")]
    [InlineData("dedicated", "one of them alone")]
    [InlineData("lock", "lock db is held by l/a#1 and l/b#1")]
    [InlineData("layer", "layer small has 3 attempts")]
    [InlineData("layer memory", "layer small has 2 attempts, 400 MiB")]
    [InlineData("kept", "l/a#1 never gave back what it had")]
    [InlineData("twice", "l/a#1 gave back what it did not have")]
    [InlineData("lost", "category a ended 0 times")]
    [InlineData("gap", "event 3 is out of order")]
    [InlineData("peak", "category a used 65 MiB, 64 are enforced")]
    public void Check_PlantedViolation_IsFound(string planted, string expected)
    {
        switch (planted)
        {
            case "memory": Both(memory: 600); break;
            case "cpu": Both(cpu: 120); break;
            case "slots": Both(others: 2); break;
            case "dedicated": Both(dedicated: true); break;
            case "lock": Both(locks: "db"); break;
            case "layer": Both(others: 1, layer: "small"); break;
            case "layer memory": Both(layer: "small", memory: 200); break;
            case "kept": Take(0, "a"); break;
            case "twice":
                Take(0, "a");
                Give(1, "a");
                Give(2, "a");
                break;
            case "lost": Add(0, "category_queued", "a", "l", new { }); break;
            case "gap":
                Take(0, "a");
                _next++;
                Give(1, "a");
                break;
            case "peak": Add(0, "attempt_finished", "a", "l", new { peak_memory_mb = 65 }); break;
        }

        Check().ShouldContain(violation => violation.Contains(expected, StringComparison.Ordinal));
    }

    private void Both(int others = 0, string layer = "l", int memory = 10, int cpu = 10, bool dedicated = false, string? locks = null)
    {
        string[] names = ["a", "b", "c", "d"];
        for (var index = 0; index < 2 + others; index++)
        {
            Take(index, names[index], layer, memory, cpu, dedicated, locks);
        }

        for (var index = 0; index < 2 + others; index++)
        {
            Give(10, names[index], layer, memory, cpu, dedicated, locks);
        }
    }

    private void Take(int second, string category, string layer = "l", int memory = 10, int cpu = 10, bool dedicated = false, string? locks = null) =>
        Add(second, "resource_allocated", category, layer, Data(memory, cpu, dedicated, locks));

    private void Give(int second, string category, string layer = "l", int memory = 10, int cpu = 10, bool dedicated = false, string? locks = null) =>
        Add(second, "resource_released", category, layer, Data(memory, cpu, dedicated, locks));

    private static object Data(int memory, int cpu, bool dedicated, string? locks) =>
        new { host = "h", memory_mb = memory, cpu_percent = cpu, dedicated, locks = locks is null ? Array.Empty<string>() : [locks] };

    private void Add(int second, string type, string category, string layer, object data) => _lines.Add(JsonSerializer.Serialize(new
    {
        seq = _next++,
        type,
        timestamp = DateTimeOffset.UnixEpoch.AddSeconds(second),
        layer,
        category,
        attempt = 1,
        data,
    }));

    private IReadOnlyList<string> Check() => ReservationChecker.Check(_lines, Limits);
}
