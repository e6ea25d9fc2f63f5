namespace Apex.Diagnosis;

/// <summary>Which cgroups are there, and what of them this user may write: what holds commands together, and what could limit them.</summary>
internal sealed class CgroupChecks(Machine machine)
{
    private const string Delegate = "where systemd runs, start the silo in a scope of its own: systemd-run --user --scope -p Delegate=yes apex server start";

    // The kernel that counts a group's peak (memory.peak), and the one that kills a whole group (cgroup.kill).
    private static readonly Version _peakSince = new(5, 19);
    private static readonly Version _killSince = new(5, 14);

    private readonly List<Group> _groups = [.. Groups(machine)];

    public IEnumerable<Finding> All()
    {
        yield return Versions();
        yield return Capability("cgroup_kill", "a command's processes are found one by one", _killSince, null, "pids", "freezer");
        yield return Capability("cgroup_memory", "limits.memory_mb is held by sampling, four times a second", null, "memory", "memory");
        yield return Capability("cgroup_cpu", "limits.cpu_percent cannot be enforced, and a run that has it says so", null, "cpu", "cpu");
        yield return Capability("cgroup_pids", "limits.processes is held by sampling, four times a second", null, "pids", "pids");
        yield return Capability("cgroup_peak", "peak memory is sampled under limits.memory_mb, and else is that of the largest process", _peakSince, "memory", "memory");
    }

    private Finding Versions()
    {
        var versions = _groups.Select(group => group.Version).Distinct().Order().Select(version => $"v{version}").ToList();
        return versions.Count == 0
            ? Finding.Warning("cgroup", "no cgroups are mounted", "without them commands run, but without limits by the kernel")
            : Finding.Ok("cgroup", string.Join(" and ", versions));
    }

    /// <param name="name">Name of the check.</param>
    /// <param name="without">What follows where it is missing.</param>
    /// <param name="since">Kernel that has it in v2; null for any.</param>
    /// <param name="unifiedController">Controller that it needs in v2; null for none.</param>
    /// <param name="controllers">Controllers of v1 any of which is enough.</param>
    private Finding Capability(string name, string without, Version? since, string? unifiedController, params IReadOnlyList<string> controllers)
    {
        var trees = controllers.Select(controller => _groups.Find(group => group.Version == 1 && group.Controllers.Contains(controller) && machine.IsWritable(group.Folder)));
        if (trees.FirstOrDefault(group => group is not null) is { } old)
        {
            return Finding.Ok(name, $"v1, {old.Folder} is writable");
        }

        var unified = _groups.Find(group => group.Version == 2);
        if (unified is null || !machine.IsWritable(unified.Folder) || !machine.IsWritable(Path.Combine(unified.Folder, "cgroup.procs")))
        {
            return Finding.Warning(name, $"no group is writable: {without}", Delegate);
        }

        if (unifiedController is not null && !unified.Controllers.Contains(unifiedController))
        {
            return Finding.Warning(name, $"v2 without the controller {unifiedController}: {without}", Delegate);
        }

        return since is not null && Kernel() < since
            ? Finding.Warning(name, $"v2, but kernel {Kernel()} is older than {since}: {without}", "a newer kernel has it")
            : Finding.Ok(name, $"v2, {unified.Folder} is writable");
    }

    private Version Kernel()
    {
        var text = machine.Lines("/proc/sys/kernel/osrelease").FirstOrDefault() ?? "";
        var numbers = text.Split('.', '-');
        return numbers.Length > 1 && int.TryParse(numbers[0], out var major) && int.TryParse(numbers[1], out var minor) ? new Version(major, minor) : new Version(0, 0);
    }

    /// <summary>This process's own group in each tree that is mounted.</summary>
    private static IEnumerable<Group> Groups(Machine machine)
    {
        var own = machine.Lines("/proc/self/cgroup").Select(line => line.Split(':', 3)).Where(fields => fields.Length == 3).ToList();
        foreach (var line in machine.Lines("/proc/self/mountinfo"))
        {
            // id parent major:minor root point options … - type source super-options
            var fields = line.Split(' ');
            var dash = Array.IndexOf(fields, "-");
            if (dash < 5 || fields.Length < dash + 4 || fields[dash + 1] is not ("cgroup" or "cgroup2"))
            {
                continue;
            }

            var version = fields[dash + 1] == "cgroup" ? 1 : 2;
            var options = fields[dash + 3].Split(',');
            var path = own.Find(entry => version == 2 ? entry[0] == "0" : entry[1].Length > 0 && entry[1].Split(',').Any(options.Contains))?[2];
            var folder = machine.Under(Below(machine, fields[4], fields[3], path ?? "/"));
            yield return new Group(version, folder, version == 1 ? options : Controllers(folder));
        }
    }

    // In a container the mounted part may begin below the real root.
    private static string Below(Machine machine, string point, string root, string path)
    {
        var relative = root != "/" && path.StartsWith(root, StringComparison.Ordinal) ? path[root.Length..] : path;
        var folder = Path.Combine(point, relative.TrimStart('/'));
        return Directory.Exists(machine.Under(folder)) ? folder : point;
    }

    private static string[] Controllers(string folder)
    {
        var file = Path.Combine(folder, "cgroup.controllers");
        return File.Exists(file) ? File.ReadAllText(file).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries) : [];
    }

    /// <param name="Version">1 or 2.</param>
    /// <param name="Folder">This process's own group.</param>
    /// <param name="Controllers">What the tree controls.</param>
    private sealed record Group(int Version, string Folder, IReadOnlyList<string> Controllers);
}
