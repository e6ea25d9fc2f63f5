using System.Globalization;

namespace Apex.Runner;

/// <summary>A group in the memory hierarchy of cgroup v1, made for one attempt after another.</summary>
/// <remarks>
/// Made anew each time, at 0.12 ms: a file that an attempt leaves in a tmpfs stays charged to its group, and would be taken from
/// the next one's limit. A group that was just made also has counters at 0, and one can be removed only when nothing lives in it.
/// </remarks>
internal sealed class CgroupV1Memory(string folder, string home)
{
    private const string Limit = "memory.limit_in_bytes";
    private const string LimitWithSwap = "memory.memsw.limit_in_bytes";

    private bool _made;
    private bool _entered;

    public void Enter(int limitMb)
    {
        Directory.CreateDirectory(folder);
        _made = true;
        var bytes = (limitMb * 1024L * 1024).ToString(CultureInfo.InvariantCulture);
        CgroupFile.Write(File(Limit), bytes);

        // Absent where swap is not counted; it may not be below the other.
        if (System.IO.File.Exists(File(LimitWithSwap)))
        {
            CgroupFile.Write(File(LimitWithSwap), bytes);
        }

        CgroupFile.Write(File("tasks"), "0");
        _entered = true;
    }

    // At once: the kernel's killer must never find the runner in a group that is full.
    public void Leave()
    {
        // If that fails the group is not empty, and the slot goes with its thread.
        if (_entered && CgroupFile.TryWrite(Path.Combine(home, "tasks"), "0"))
        {
            _entered = false;
        }
    }

    public LimitReading Read() => _made
        ? new LimitReading(ToMb(CgroupFile.ReadNumber(File("memory.max_usage_in_bytes"))), (int)(CgroupFile.ReadField(File("memory.oom_control"), "oom_kill") ?? 0), 0)
        : default;

    public bool Clear()
    {
        if (_made)
        {
            CgroupFile.Remove(folder);
            _made = Directory.Exists(folder);
        }

        return !_made;
    }

    internal static int? ToMb(long? bytes) => bytes is { } count ? (int)((count + 1024 * 1024 - 1) / (1024 * 1024)) : null;

    private string File(string name) => Path.Combine(folder, name);
}
