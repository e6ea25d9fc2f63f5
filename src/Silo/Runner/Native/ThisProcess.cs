using System.Globalization;

namespace Apex.Runner.Native;

/// <summary>What a host process does to itself.</summary>
internal static unsafe class ThisProcess
{
    private const int SetChildSubreaper = 36;
    private const int GetDescriptorFlags = 1;
    private const int SetDescriptorFlags = 2;
    private const int CloseOnExec = 1;
    private const int CloneFs = 0x200;

    /// <summary>Some launchers hand SIGCHLD on ignored: every wait would then fail with ECHILD. First thing in <c>main</c>.</summary>
    public static void ResetChildSignal() => _ = Libc.Signal(Libc.SigChld, 0);

    /// <summary>Orphans of our commands become our children, so that nothing of them can hide.</summary>
    public static bool BecomeSubreaper() => Libc.Prctl(SetChildSubreaper, 1, 0, 0, 0) == 0;

    /// <summary>Leaves the caller's session, so that its terminal's Ctrl-C and hang-up do not reach us.</summary>
    public static void LeaveSession() => _ = Libc.SetSid();

    /// <summary>True if a terminal controls this session.</summary>
    public static bool HasTerminal()
    {
        var fd = Libc.Open("/dev/tty", Libc.OReadOnly | Libc.ONonBlock | Libc.OCloExec, 0);
        _ = fd >= 0 ? Libc.Close(fd) : 0;
        return fd >= 0;
    }

    /// <summary>
    /// Closes what the caller left open above stderr (a lock file of <c>flock</c>, a pipe that somebody waits on). The runtime's
    /// own descriptors bear close-on-exec and an inherited one cannot: that tells them apart.
    /// </summary>
    public static void CloseInheritedDescriptors()
    {
        foreach (var entry in Directory.GetFileSystemEntries("/proc/self/fd"))
        {
            if (int.TryParse(Path.GetFileName(entry.AsSpan()), out var fd) && fd > 2)
            {
                var flags = Libc.Fcntl(fd, GetDescriptorFlags, 0);
                if (flags >= 0 && (flags & CloseOnExec) == 0)
                {
                    _ = Libc.Close(fd);
                }
            }
        }
    }

    /// <summary>From now on stdin is empty, stdout and stderr are appended to a file.</summary>
    public static void RedirectStandardStreams(string logFile)
    {
        var input = Libc.Open("/dev/null", Libc.OReadOnly | Libc.OCloExec, 0);
        var output = OpenAppend(logFile);
        _ = Libc.Dup2(input, 0);
        _ = Libc.Dup2(output, 1);
        _ = Libc.Dup2(output, 2);
        _ = Libc.Close(input);
        _ = Libc.Close(output);
    }

    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static int OpenAppend(string file)
    {
        var fd = Libc.Open(file, Libc.OWriteOnly | Libc.OCreat | Libc.OAppend | Libc.OCloExec, 0x180);
        return fd >= 0 ? fd : throw new IOException($"{file} cannot be opened for writing: {Libc.LastError()}");
    }

    /// <summary>The umask, read without changing it.</summary>
    public static int Umask()
    {
        foreach (var line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith("Umask:", StringComparison.Ordinal))
            {
                return Convert.ToInt32(line["Umask:".Length..].Trim(), 8);
            }
        }

        return 18; // 022
    }

    /// <summary>Gives the calling thread a umask of its own, which what it spawns inherits. Forbidden in some containers.</summary>
    public static bool UnshareUmask() => Libc.Unshare(CloneFs) == 0;

    public static string Octal(int mode) => Convert.ToString(mode, 8).PadLeft(3, '0');

    /// <summary>Keeps a descriptor for the next program that replaces this one, or not.</summary>
    public static void SetCloseOnExec(int fd, bool on) => _ = Libc.Fcntl(fd, SetDescriptorFlags, on ? CloseOnExec : 0);

    /// <summary>Magic number of the file system that holds a path, hexadecimal.</summary>
    public static long FileSystemOf(string path)
    {
        var buffer = stackalloc long[32];
        return Libc.StatFs(path, buffer) == 0 ? buffer[0] : 0;
    }

    /// <summary>Owner of a file or folder, not of what a link points to; null if it cannot be read.</summary>
    public static uint? OwnerOf(string path)
    {
        const int currentFolder = -100;
        const int noFollow = 0x100;
        const uint uidWanted = 0x8;
        const int uidAt = 20;
        var buffer = stackalloc byte[256];
        return Libc.StatX(currentFolder, path, noFollow, uidWanted, buffer) == 0 ? *(uint*)(buffer + uidAt) : null;
    }

    /// <summary>Highest resident memory that this process ever had, KiB.</summary>
    public static long PeakKb()
    {
        var usage = stackalloc long[18];
        return Libc.GetResourceUsage(0, usage) == 0 ? usage[4] : 0;
    }

    public static string Uid() => Libc.GetUid().ToString(CultureInfo.InvariantCulture);
}
