namespace Apex.Runner;

/// <param name="Version">1 or 2.</param>
/// <param name="Controller">Controller of the v1 hierarchy; empty for v2.</param>
/// <param name="Folder">This process's own group in that tree.</param>
/// <param name="IsTop">True if nothing is above that group, as far as this process can see.</param>
internal sealed record CgroupMount(int Version, string Controller, string Folder, bool IsTop);

/// <summary>The cgroup trees that can hold processes together, best first: v1 pids, v1 freezer, v2.</summary>
internal static class CgroupMounts
{
    public static IReadOnlyList<CgroupMount> Read()
    {
        var (mounts, own) = Files();
        return [.. new[] { Find(mounts, own, 1, "pids"), Find(mounts, own, 1, "freezer"), Find(mounts, own, 2, "") }.OfType<CgroupMount>()];
    }

    /// <summary>The v1 hierarchy of a controller; null if there is none.</summary>
    public static CgroupMount? Of(string controller)
    {
        var (mounts, own) = Files();
        return Find(mounts, own, 1, controller);
    }

    internal static CgroupMount? Find(string[] mountInfo, string[] own, int version, string controller)
    {
        if (MountPoint(mountInfo, version, controller) is not { } mount || OwnPath(own, controller) is not { } path)
        {
            return null;
        }

        // An earlier runner may have moved itself, and so its successors, out of the delegated group.
        var home = version == 2 && Path.GetFileName(path) == CgroupV2Tree.Leaf ? Path.GetDirectoryName(path)! : path;
        return new CgroupMount(version, controller, Below(mount.Point, mount.Root, home), home == "/");
    }

    private static (string[] Mounts, string[] Own) Files()
    {
        try
        {
            return (File.ReadAllLines("/proc/self/mountinfo"), File.ReadAllLines("/proc/self/cgroup"));
        }
        catch (IOException)
        {
            // No cgroups in this kernel.
            return ([], []);
        }
    }

    private static (string Root, string Point)? MountPoint(string[] mountInfo, int version, string controller)
    {
        foreach (var line in mountInfo)
        {
            // id parent major:minor root point options … - type source super-options
            var fields = line.Split(' ');
            var dash = Array.IndexOf(fields, "-");
            if (dash < 0 || fields.Length < dash + 4 || fields[dash + 1] != (version == 1 ? "cgroup" : "cgroup2"))
            {
                continue;
            }

            if (version == 2 || fields[dash + 3].Split(',').Contains(controller))
            {
                return (fields[3], fields[4]);
            }
        }

        return null;
    }

    private static string? OwnPath(string[] own, string controller)
    {
        foreach (var line in own)
        {
            // id:controllers:path, and for v2 0::path
            var fields = line.Split(':', 3);
            if (fields.Length == 3 && fields[1].Split(',').Contains(controller) && (controller.Length > 0 || fields[0] == "0"))
            {
                return fields[2];
            }
        }

        return null;
    }

    // In a container the mounted part may begin below the real root.
    private static string Below(string point, string root, string path)
    {
        var relative = root != "/" && path.StartsWith(root, StringComparison.Ordinal) ? path[root.Length..] : path;
        var folder = Path.Combine(point, relative.TrimStart('/'));
        return Directory.Exists(folder) ? folder : point;
    }
}
