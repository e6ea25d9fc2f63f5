using Apex.Diagnosis;

namespace Apex.Client.Tests.Fixtures;

/// <summary>A machine in a folder: its own <c>/proc</c> and <c>/sys</c>, and a user who may write everywhere but where a test says no.</summary>
internal sealed class FakeMachine
{
    private const string Ext4 = "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n";
    private readonly string _root;

    public FakeMachine(string folder)
    {
        _root = Directory.CreateDirectory(Path.Combine(folder, "machine")).FullName;
        Write("proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
        Mounts(Ext4);
    }

    public HashSet<string> ReadOnly { get; } = [];

    public Machine Machine => new()
    {
        IsLinux = true,
        Root = _root,
        HasPidFd = () => true,
        UserId = () => 1000,
        OwnerOf = _ => 1000,
        IsWritable = path => !ReadOnly.Any(entry => path.StartsWith(entry, StringComparison.Ordinal)),
        FreeBytes = _ => 50L * 1024 * 1024 * 1024,
        TryLoopbackAsync = () => Task.CompletedTask,
    };

    public string Write(string path, string text)
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    public void Mounts(string lines) => Write("proc/self/mountinfo", lines);

    /// <summary>One tree of cgroup v2, in which this process has a group.</summary>
    public string Unified(string controllers)
    {
        Mounts(Ext4 + "30 20 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
        Write("proc/self/cgroup", "0::/user.slice/own.scope\n");
        Write("sys/fs/cgroup/user.slice/own.scope/cgroup.controllers", controllers + "\n");
        return Path.Combine(_root, "sys/fs/cgroup/user.slice/own.scope");
    }

    /// <summary>Limits in v1, killing in v2, as in a Debian 12 container.</summary>
    public void Hybrid(params string[] controllers)
    {
        Mounts(Ext4 + string.Concat(controllers.Select(controller => $"30 20 0:26 / /sys/fs/cgroup/{controller} rw - cgroup cgroup rw,{controller}\n"))
            + "31 20 0:27 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n");
        Write("proc/self/cgroup", string.Concat(controllers.Select((controller, index) => $"{index + 2}:{controller}:/\n")) + "0::/\n");
        Write("sys/fs/cgroup/unified/cgroup.controllers", "\n");
    }
}
