using Apex.Resources;
using Apex.Runner;
using Apex.Settings;

namespace Apex.Silo.Tests.Runner;

public sealed class LoadTests
{
    private static readonly ThresholdSettings Thresholds = new();

    [Theory]
    [InlineData(79, 84, "none", 8)]
    [InlineData(80, 0, "warning", 4)]
    [InlineData(0, 85, "warning", 4)]
    [InlineData(90, 0, "critical", 1)]
    [InlineData(0, 95, "critical", 1)]
    public void PressureOf_AtItsThresholds_SlowsAndStopsNewCommands(int others, int memory, string pressure, int slots)
    {
        LoadRules.PressureOf(new HostLoad { CpuPercent = 100, OthersCpuPercent = others, MemoryPercent = memory }, Thresholds).ShouldBe(pressure);
        LoadRules.Slots(8, pressure).ShouldBe(slots);
    }

    [Fact]
    public void PressureOf_ThresholdsOf100_AreOff() =>
        LoadRules.PressureOf(new HostLoad { OthersCpuPercent = 100, MemoryPercent = 100 }, new ThresholdSettings { CpuWarningPercent = 100, CpuCriticalPercent = 100, MemoryWarningPercent = 100, MemoryCriticalPercent = 100 })
            .ShouldBe("none");

    [Fact]
    public void Between_ApexsOwnCommands_AreNotOthers()
    {
        var load = LoadRules.Between(new LoadReading(100, 1000, 50, 1000, 500), new LoadReading(1000, 2000, 850, 1000, 100), Thresholds);

        (load.CpuPercent, load.OthersCpuPercent, load.MemoryPercent, load.Pressure).ShouldBe((90, 10, 90, "warning"));
    }

    [Fact]
    public void Parse_ANameWithBracketsAndSpaces_IsSkipped() =>
        LoadReading.Parse("42 (a) b (c) S 7 42 42 0 -1 4194560 1 2 3 4 10 20 30 40 20 0 1 0 100").ShouldBe(new ProcessTicks(42, 7, 100));

    [Fact]
    public void OwnTicks_ATree_IsSummedWithoutStrangers() =>
        LoadReading.OwnTicks(1, [new(1, 0, 5), new(2, 1, 10), new(3, 2, 20), new(4, 0, 1000)]).ShouldBe(35);

    [Fact]
    public void Take_OfThisMachine_IsPlausible()
    {
        var reading = LoadReading.Take(Environment.ProcessId);

        reading.Busy.ShouldBeInRange(1, reading.Total);
        reading.Own.ShouldBeGreaterThan(0);
        reading.MemoryAvailable.ShouldBeInRange(1, reading.MemoryTotal);
    }
}
