using System.Security.Cryptography;
using System.Text;
using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>The folders of one <c>$APEX_HOME</c>, and the short path of its runner's socket.</summary>
public sealed class ApexHome
{
    // Longest path of a Unix socket, without the closing zero.
    private const int LongestSocketPath = 107;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // Magic numbers of statfs(2). A lock there may not hold against another machine, and SQLite's cannot.
    private static readonly Dictionary<long, string> NetworkFileSystems = new()
    {
        [0x6969] = "NFS",
        [0x517B] = "SMB",
        [0xFF534D42] = "CIFS",
        [0xFE534D42] = "SMB 2",
        [0x5346414F] = "AFS",
        [0x00C36400] = "Ceph",
        [0x0BD00BD0] = "Lustre",
        [0x01021997] = "9P",
    };

    public ApexHome(string folder) => Root = Path.GetFullPath(folder);

    public string Root { get; }

    public string RunnerFolder => Path.Combine(Root, "runner");

    public string SpoolFolder => Path.Combine(Root, "spool");

    public string ContextFolder => Path.Combine(Root, "contexts");

    public string LogFolder => Path.Combine(Root, "logs", "orchestration");

    public string RunnerLog => Path.Combine(LogFolder, "runner.log");

    public string SiloLog => Path.Combine(LogFolder, "silo.out.log");

    public string LockFile => Path.Combine(RunnerFolder, "runner.lock");

    /// <summary>Written by the silo when it is ready, deleted when it stops in order.</summary>
    public string SiloFile => Path.Combine(Root, "silo.json");

    /// <summary>Path of the runner's socket: short, whatever the length of the home. Its folder may not exist yet.</summary>
    public string SocketPath
    {
        get
        {
            var real = Directory.Exists(Root) ? new DirectoryInfo(Root).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Root : Root;
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(real)).AsSpan(0, 8));
            var runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
            if (!string.IsNullOrEmpty(runtime) && Directory.Exists(runtime))
            {
                var path = Path.Combine(runtime, "apex", hash, "runner.sock");
                if (Encoding.UTF8.GetByteCount(path) <= LongestSocketPath)
                {
                    return path;
                }
            }

            return Path.Combine("/tmp", $"apex-{ThisProcess.Uid()}", hash, "runner.sock");
        }
    }

    /// <summary>Creates the folders that a runner needs, for this user alone.</summary>
    /// <returns>Why it cannot be used; null if all is well.</returns>
    public string? Prepare()
    {
        try
        {
            Directory.CreateDirectory(Root, OwnerOnly);
            if (NetworkFileSystems.TryGetValue(ThisProcess.FileSystemOf(Root) & 0xFFFFFFFF, out var network))
            {
                return $"{Root} is on a network file system ({network}), where locks do not hold; set APEX_HOME to a folder on a local disk";
            }

            foreach (var folder in new[] { RunnerFolder, SpoolFolder, ContextFolder, LogFolder })
            {
                Directory.CreateDirectory(folder, OwnerOnly);
            }

            var probe = Path.Combine(RunnerFolder, $".probe-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return PrepareSocketFolder();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"{Root} is not writable: {error.Message} Make it writable or set APEX_HOME to a folder that is";
        }
    }

    private string? PrepareSocketFolder()
    {
        var folder = Path.GetDirectoryName(SocketPath)!;
        Directory.CreateDirectory(folder, OwnerOnly);
        foreach (var part in new[] { Path.GetDirectoryName(folder)!, folder })
        {
            if (ThisProcess.OwnerOf(part) != Libc.GetUid())
            {
                return $"{part} belongs to another user; the runner's socket must not lie there";
            }

            File.SetUnixFileMode(part, OwnerOnly);
        }

        return null;
    }
}
