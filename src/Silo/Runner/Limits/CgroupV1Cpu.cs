using System.Globalization;

namespace Apex.Runner;

/// <summary>A group in the cpu hierarchy of cgroup v1. Made at the slot's first limit and used again.</summary>
internal sealed class CgroupV1Cpu(string folder, string home)
{
    private const long PeriodMicroseconds = 100_000;

    private bool _made;
    private bool _entered;

    public void Enter(int percent, bool background)
    {
        if (!_made)
        {
            Directory.CreateDirectory(folder);

            // All of them together weigh less than silo and runner; among each other they have their own weights.
            CgroupFile.Write(Path.Combine(folder, "..", "cpu.shares"), Text(CommandWeight.Shares));
            CgroupFile.Write(File("cpu.cfs_period_us"), Text(PeriodMicroseconds));
            _made = true;
        }

        CgroupFile.Write(File("cpu.cfs_quota_us"), Text(PeriodMicroseconds * percent / 100));
        CgroupFile.Write(File("cpu.shares"), Text(background ? CommandWeight.BackgroundShares : CommandWeight.Shares));
        CgroupFile.Write(File("tasks"), "0");
        _entered = true;
    }

    public void Leave()
    {
        // If that fails the group is not empty, and the slot goes with its thread.
        if (_entered && CgroupFile.TryWrite(Path.Combine(home, "tasks"), "0"))
        {
            _entered = false;
        }
    }

    public bool IsEmpty()
    {
        var pids = new List<int>();
        if (_made)
        {
            CgroupFile.MembersBelow(folder, pids);
        }

        return pids.Count == 0 && !_entered;
    }

    public void Remove()
    {
        if (_made)
        {
            CgroupFile.Remove(folder);
        }
    }

    private string File(string name) => Path.Combine(folder, name);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
