using System.Security.Cryptography;
using System.Text;
using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>Chooses what holds attempts together by what is writable here, and names the groups.</summary>
internal sealed class CageFactory
{
    private static readonly string[] Limiting = ["memory", "cpu"];

    private readonly string _name;

    public CageFactory(ContainmentChoice choice, string stateFolder)
    {
        _name = "apex-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(stateFolder)).AsSpan(0, 8));
        var mounts = CgroupMounts.Read();
        Folders = [.. mounts.Concat(Limiting.Select(CgroupMounts.Of).OfType<CgroupMount>()).Select(Below)];
        Root = mounts.Where(mount => Fits(choice, mount)).FirstOrDefault(IsUsable);
    }

    /// <summary>Places where this runner, or an earlier one of this home, may have groups: those that hold attempts, and those that limit them.</summary>
    public IReadOnlyList<string> Folders { get; }

    /// <summary>The tree that holds attempts together; null where none can.</summary>
    public CgroupMount? Root { get; }

    /// <summary>The runner's own group in that tree.</summary>
    public string? Folder => Root is null ? null : Below(Root);

    public bool HasGroups => Root is not null;

    /// <summary>True if the groups of that tree count their processes.</summary>
    public bool CountsProcesses => Root is { Controller: "pids" };

    /// <summary>The runner's group in a tree.</summary>
    public string Below(CgroupMount mount) => Path.Combine(mount.Folder, _name);

    public ISlotCage Create(int slot) => Root switch
    {
        { Version: 1 } => new CgroupV1Cage(FreeFolder(Folder!, slot)),
        { Version: 2 } => new CgroupV2Cage(FreeFolder(Folder!, slot)),
        _ => new NoCage(),
    };

    /// <summary>A slot's folder. One in which something lives that cannot be ended is left to that, and another name is taken.</summary>
    public static string FreeFolder(string root, int slot)
    {
        var pids = new List<int>();
        for (var generation = 0; ; generation++)
        {
            var folder = Path.Combine(root, generation == 0 ? $"slot-{slot}" : $"slot-{slot}-{generation}");
            CgroupFile.MembersBelow(folder, pids);
            if (pids.Count == 0)
            {
                return folder;
            }

            pids.Clear();
        }
    }

    /// <summary>Removes the runner's groups in all trees, as far as nothing lives in them.</summary>
    public void RemoveAll()
    {
        foreach (var folder in Folders.Where(Directory.Exists))
        {
            CgroupFile.Remove(folder);
        }
    }

    private static bool Fits(ContainmentChoice choice, CgroupMount mount) => choice switch
    {
        ContainmentChoice.Automatic => true,
        ContainmentChoice.CgroupV1 => mount.Version == 1,
        ContainmentChoice.CgroupV2 => mount.Version == 2,
        _ => false,
    };

    private bool IsUsable(CgroupMount mount)
    {
        var folder = Below(mount);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Read-only or another user's tree: the next one.
            return false;
        }

        const int writable = 2;
        return Libc.Access(Path.Combine(folder, mount.Version == 1 ? "tasks" : "cgroup.procs"), writable) == 0
            && (mount.Version == 1 || Libc.Access(Path.Combine(mount.Folder, "cgroup.procs"), writable) == 0);
    }
}
