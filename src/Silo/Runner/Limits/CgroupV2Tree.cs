using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>Makes the controllers of a delegated cgroup v2 tree usable for the slots' groups.</summary>
internal static class CgroupV2Tree
{
    /// <summary>Where processes go that were in a delegated group: one that hands controllers on may hold none itself.</summary>
    public const string Leaf = "apex-main";

    private static readonly string[] Wanted = ["memory", "cpu", "pids"];

    /// <param name="mount">This process's own group, or its delegated parent.</param>
    /// <param name="root">The runner's group below it.</param>
    /// <returns>The controllers that the groups below <paramref name="root"/> have.</returns>
    public static IReadOnlyCollection<string> Enable(CgroupMount mount, string root)
    {
        Directory.CreateDirectory(root);
        var offered = CgroupFile.ReadWords(Path.Combine(mount.Folder, "cgroup.controllers"));
        foreach (var controller in Wanted.Where(offered.Contains))
        {
            if (!HandOn(mount.Folder, controller))
            {
                MoveOut(mount);
                HandOn(mount.Folder, controller);
            }

            HandOn(root, controller);
        }

        var given = CgroupFile.ReadWords(Path.Combine(root, "cgroup.subtree_control"));
        if (given.Contains("cpu"))
        {
            CgroupFile.TryWrite(Path.Combine(root, "cpu.weight"), CgroupFile.Text(CommandWeight.Weight));
        }

        return given;
    }

    private static bool HandOn(string folder, string controller) => CgroupFile.TryWrite(Path.Combine(folder, "cgroup.subtree_control"), $"+{controller}");

    // A group that a user without privileges may write was delegated to that user with all that is in it, and so is the top of a
    // container. In any other only this process is ours to move.
    private static void MoveOut(CgroupMount mount)
    {
        var leaf = Path.Combine(mount.Folder, Leaf);
        try
        {
            Directory.CreateDirectory(leaf);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Then no controller can be handed on, and what is returned says so.
            return;
        }

        var pids = new List<int>();
        if (Libc.GetUid() != 0 || mount.IsTop)
        {
            ProcFs.ReadPids(Path.Combine(mount.Folder, "cgroup.procs"), pids);
        }
        else
        {
            pids.Add(Environment.ProcessId);
        }

        foreach (var pid in pids)
        {
            CgroupFile.TryWrite(Path.Combine(leaf, "cgroup.procs"), CgroupFile.Text(pid));
        }
    }
}
