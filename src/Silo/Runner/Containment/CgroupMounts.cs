namespace Apex.Runner;

/// <param name="Version">1 or 2.</param>
/// <param name="Folder">This process's own group in that tree.</param>
internal sealed record CgroupMount(int Version, string Folder);

/// <summary>The cgroup trees that can hold processes together, best first: v1 pids, v1 freezer, v2.</summary>
internal static class CgroupMounts
{
    public static IReadOnlyList<CgroupMount> Read()
    {
        try
        {
            return [.. Find(File.ReadAllLines("/proc/self/mountinfo"), File.ReadAllLines("/proc/self/cgroup"))];
        }
        catch (IOException)
        {
            // No cgroups in this kernel.
            return [];
        }
    }

    internal static IEnumerable<CgroupMount> Find(string[] mountInfo, string[] own)
    {
        foreach (var (version, controller) in new[] { (1, "pids"), (1, "freezer"), (2, "") })
        {
            if (MountPoint(mountInfo, version, controller) is { } mount && OwnPath(own, controller) is { } path)
            {
                yield return new CgroupMount(version, Below(mount.Point, mount.Root, path));
            }
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
