using System.Globalization;

namespace Apex.Runner;

/// <summary>Limits by cgroup v2: a process is in one group only, so they are set on the slot's cage.</summary>
/// <param name="folder">The cage's folder.</param>
/// <param name="controllers">What may be limited in it.</param>
/// <remarks>The group is made anew for each attempt with a limit: its counters begin at 0, and what an earlier one left in memory is not charged to it.</remarks>
internal sealed class CgroupV2Limits(string folder, IReadOnlyCollection<string> controllers) : ISlotLimits
{
    private const long PeriodMicroseconds = 100_000;

    private bool _entered;

    public void Enter(AttemptLimits limits, bool background)
    {
        if (!Renew())
        {
            throw new IOException($"{folder} is not empty");
        }

        _entered = true;
        if (limits.MemoryMb is { } megabytes && controllers.Contains("memory"))
        {
            Set("memory.max", megabytes * 1024L * 1024);

            // Without a controller for swap there is none to use. One that is out of memory is killed whole.
            CgroupFile.TryWrite(File("memory.swap.max"), "0");
            CgroupFile.TryWrite(File("memory.oom.group"), "1");
        }

        if (limits.CpuPercent is { } percent && controllers.Contains("cpu"))
        {
            CgroupFile.Write(File("cpu.max"), $"{(PeriodMicroseconds * percent / 100).ToString(CultureInfo.InvariantCulture)} {PeriodMicroseconds.ToString(CultureInfo.InvariantCulture)}");
            Set("cpu.weight", background ? CommandWeight.BackgroundWeight : CommandWeight.Weight);
        }

        if (limits.Processes is { } processes && controllers.Contains("pids"))
        {
            Set("pids.max", processes);
        }
    }

    public void Leave()
    {
        // The command enters by itself (ISlotCage.JoinFile).
    }

    public LimitReading Read() => _entered
        ? new LimitReading(
            CgroupV1Memory.ToMb(CgroupFile.ReadNumber(File("memory.peak"))),
            (int)(CgroupFile.ReadField(File("memory.events"), "oom_kill") ?? 0),
            (int)(CgroupFile.ReadField(File("pids.events"), "max") ?? 0))
        : default;

    public bool Clear()
    {
        if (!_entered)
        {
            return true;
        }

        _entered = !Renew();
        return !_entered;
    }

    public void Remove()
    {
        // The cage is removed with all that is set on it.
    }

    // A group in which something lives cannot be removed: no limit is ever taken off it.
    private bool Renew()
    {
        CgroupFile.Remove(folder);
        if (Directory.Exists(folder))
        {
            return false;
        }

        Directory.CreateDirectory(folder);
        return true;
    }

    private void Set(string name, long value) => CgroupFile.Write(File(name), value.ToString(CultureInfo.InvariantCulture));

    private string File(string name) => Path.Combine(folder, name);
}
