using System.Security.Cryptography;
using System.Text;
using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>Chooses what holds attempts together by what is writable here, and names the groups.</summary>
internal sealed class CageFactory
{
    private readonly string? _root;
    private readonly bool _isV1;

    public CageFactory(ContainmentChoice choice, string stateFolder)
    {
        var name = "apex-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(stateFolder)).AsSpan(0, 8));
        Roots = [.. CgroupMounts.Read().Select(mount => mount with { Folder = Path.Combine(mount.Folder, name) })];
        foreach (var root in Roots.Where(root => Fits(choice, root)))
        {
            if (IsUsable(root))
            {
                (_root, _isV1) = (root.Folder, root.Version == 1);
                return;
            }
        }
    }

    /// <summary>Places where this runner, or an earlier one of this home, may have groups.</summary>
    public IReadOnlyList<CgroupMount> Roots { get; }

    public bool HasGroups => _root is not null;

    /// <summary>True if a group sees everything without the help of the children list.</summary>
    public bool IsV1 => _isV1;

    public ISlotCage Create(int slot, int generation)
    {
        if (_root is null)
        {
            return new NoCage();
        }

        var folder = Path.Combine(_root, generation == 0 ? $"slot-{slot}" : $"slot-{slot}-{generation}");
        return _isV1 ? new CgroupV1Cage(folder) : new CgroupV2Cage(folder);
    }

    public void RemoveRoot()
    {
        if (_root is not null)
        {
            CgroupFile.RemoveBelow(_root);
            _ = Libc.RmDir(_root);
        }
    }

    private static bool Fits(ContainmentChoice choice, CgroupMount mount) => choice switch
    {
        ContainmentChoice.Automatic => true,
        ContainmentChoice.CgroupV1 => mount.Version == 1,
        ContainmentChoice.CgroupV2 => mount.Version == 2,
        _ => false,
    };

    private static bool IsUsable(CgroupMount root)
    {
        try
        {
            Directory.CreateDirectory(root.Folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Read-only or another user's tree: the next one.
            return false;
        }

        const int writable = 2;
        return Libc.Access(Path.Combine(root.Folder, root.Version == 1 ? "tasks" : "cgroup.procs"), writable) == 0
            && (root.Version == 1 || Libc.Access(Path.Combine(root.Folder, "..", "cgroup.procs"), writable) == 0);
    }
}
