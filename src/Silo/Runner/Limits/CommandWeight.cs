using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>How much a command weighs against silo and runner where all want the CPU: a third, and in the background a tenth of that.</summary>
internal static class CommandWeight
{
    /// <summary>What a group of nice 0 has in cgroup v1: 1024. These are the weights of nice 5 and 15.</summary>
    public const int Shares = 335;

    public const int BackgroundShares = 36;

    /// <summary>The same in cgroup v2, where nice 0 has 100.</summary>
    public const int Weight = 33;

    public const int BackgroundWeight = 4;

    private const int Nice = 5;
    private const int BackgroundNice = 15;
    private const int HighestNice = 19;

    /// <summary>Once for each slot's thread: what it spawns inherits it, at no cost.</summary>
    public static void LowerThread() => _ = Libc.SetPriority(Libc.PriorityOfProcess, 0, Math.Min(HighestNice, Libc.GetPriority(Libc.PriorityOfProcess, 0) + Nice));

    /// <summary>For a command of the background lane, right after its spawn: its whole process group.</summary>
    public static void LowerToBackground(int leader)
    {
        var own = Libc.GetPriority(Libc.PriorityOfProcess, 0) - Nice;
        _ = Libc.SetPriority(Libc.PriorityOfGroup, leader, Math.Min(HighestNice, own + BackgroundNice));

        // Where the kernel weighs sessions against each other, nice values count within one only. In ours they do.
        if (ProcessSpawner.GivesSessions)
        {
            CgroupFile.TryWrite($"/proc/{leader}/autogroup", CgroupFile.Text(BackgroundNice));
        }
    }
}
