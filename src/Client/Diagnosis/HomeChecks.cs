using System.Security.Cryptography;
using System.Text;
using Apex.Output;

namespace Apex.Diagnosis;

/// <summary>The folder of the local silo: whose it is, where it lies, whether there is room, and where the runner's socket goes.</summary>
internal sealed class HomeChecks(Machine machine, string home, IReadOnlyDictionary<string, string> environment)
{
    private const long Enough = 2048L * 1024 * 1024;
    private const long TooLittle = 512L * 1024 * 1024; // below it the runner starts nothing new
    private const int LongestSocketPath = 107; // of a Unix socket, without the closing zero
    private const string Elsewhere = "set APEX_HOME to a folder of yours on a local disk";
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    // Locks there may not hold against another machine, and SQLite's cannot.
    private static readonly string[] _network = ["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "glusterfs", "gpfs", "fuse.sshfs", "fuse.glusterfs", "fuse.rclone"];

    public IEnumerable<Finding> All() => [Folder(), FileSystem(), Space(), Socket()];

    private Finding Folder()
    {
        const string name = "home";
        if (!Directory.Exists(home))
        {
            var above = Existing();
            return machine.IsWritable(above)
                ? Finding.Ok(name, $"{home} is not there yet; the first command that needs it makes it")
                : Finding.Error(name, $"{home} is not there, and {above} cannot be written", Elsewhere);
        }

        if (machine.OwnerOf(home) is { } owner && owner != machine.UserId())
        {
            return Finding.Error(name, $"{home} belongs to user {owner}, not to you ({machine.UserId()})", Elsewhere);
        }

        if (!machine.IsWritable(home))
        {
            return Finding.Error(name, $"{home} cannot be written", $"make it writable, or {Elsewhere}");
        }

        var mode = OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(home);
        return (mode & Others) == UnixFileMode.None
            ? Finding.Ok(name, home)
            : Finding.Warning(name, $"{home} is open to others (mode {Convert.ToString((int)mode, 8)}): it holds logs and environments", $"chmod 700 {CommandText.Word(home)}");
    }

    private Finding FileSystem()
    {
        const string name = "home_file_system";
        var folder = Existing();
        var mounts = machine.Lines("/proc/self/mountinfo").Select(Mount).OfType<(string Point, string Type)>();
        var mount = mounts.Where(entry => Holds(entry.Point, folder)).OrderBy(entry => entry.Point.Length).LastOrDefault();
        return mount.Type switch
        {
            null => Finding.Warning(name, $"the file system of {folder} cannot be told", "it must be a local one: locks do not hold on a network"),
            { } type when _network.Contains(type) => Finding.Error(name, $"{folder} is on a network file system ({type}): locks do not hold there", Elsewhere),
            { } type => Finding.Ok(name, $"{type} at {mount.Point}"),
        };
    }

    private Finding Space()
    {
        const string name = "free_space";
        var free = machine.FreeBytes(Existing());
        var text = $"{free / 1048576} MiB free";
        return free switch
        {
            < TooLittle => Finding.Error(name, text, "free some space: below 512 MiB nothing new is started"),
            < Enough => Finding.Warning(name, text, "free some space: logs and reports need it"),
            _ => Finding.Ok(name, text),
        };
    }

    private Finding Socket()
    {
        const string name = "socket";
        var real = Directory.Exists(home) ? new DirectoryInfo(home).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? home : home;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(real)).AsSpan(0, 8));
        var runtime = environment.GetValueOrDefault("XDG_RUNTIME_DIR") is { Length: > 0 } folder && Directory.Exists(folder) ? Path.Combine(folder, "apex", hash, "runner.sock") : null;
        var path = runtime is not null && Encoding.UTF8.GetByteCount(runtime) <= LongestSocketPath ? runtime : Path.Combine("/tmp", $"apex-{machine.UserId()}", hash, "runner.sock");
        var parent = Path.GetDirectoryName(Path.GetDirectoryName(path))!;
        if (Directory.Exists(parent) && machine.OwnerOf(parent) is { } owner && owner != machine.UserId())
        {
            return Finding.Error(name, $"{parent} belongs to user {owner}: the runner's socket must not lie there", "set XDG_RUNTIME_DIR to a folder of yours, or have that folder removed");
        }

        return Finding.Ok(name, $"{path} ({Encoding.UTF8.GetByteCount(path)} of {LongestSocketPath} bytes)");
    }

    /// <summary>The home, or the nearest folder above it that exists.</summary>
    private string Existing()
    {
        var folder = home;
        while (!Directory.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder) ?? "/";
        }

        return folder;
    }

    private static bool Holds(string point, string folder) => point == "/" || folder == point || folder.StartsWith(point + "/", StringComparison.Ordinal);

    // id parent major:minor root point options … - type source super-options; a blank in a path is \040
    private static (string Point, string Type)? Mount(string line)
    {
        var fields = line.Split(' ');
        var dash = Array.IndexOf(fields, "-");
        return dash > 4 && fields.Length > dash + 1 ? (fields[4].Replace("\\040", " ", StringComparison.Ordinal), fields[dash + 1]) : null;
    }
}
