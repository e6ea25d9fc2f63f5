using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Apex.Diagnosis;

/// <summary>What the checks ask of this machine. Looks only; a test puts a machine of its own here.</summary>
internal record Machine
{
    public bool IsLinux { get; init; } = OperatingSystem.IsLinux();

    /// <summary>Folder under which <c>/proc</c> and <c>/sys</c> are looked for.</summary>
    public string Root { get; init; } = "/";

    public Func<bool> HasPidFd { get; init; } = MachineCalls.HasPidFd;

    public Func<uint> UserId { get; init; } = MachineCalls.GetUid;

    /// <summary>User that a path belongs to; null if that cannot be said.</summary>
    public Func<string, uint?> OwnerOf { get; init; } = MachineCalls.OwnerOf;

    /// <summary>Whether this user may write there.</summary>
    public Func<string, bool> IsWritable { get; init; } = MachineCalls.IsWritable;

    /// <summary>Free bytes of the disk that a folder is on.</summary>
    public Func<string, long> FreeBytes { get; init; } = static folder => new DriveInfo(folder).AvailableFreeSpace;

    /// <summary>Listens on a loopback port and connects to it; throws if that does not work.</summary>
    public Func<Task> TryLoopbackAsync { get; init; } = LoopbackAsync;

    public string Under(string path) => Root == "/" ? path : Path.Join(Root, path);

    /// <summary>Lines of a file of the system; none if it cannot be read.</summary>
    public string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(Under(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static async Task LoopbackAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await Connection.TcpProbe.ConnectAsync((IPEndPoint)listener.LocalEndpoint, CancellationToken.None);
    }
}

/// <summary>What .NET does not tell.</summary>
internal static unsafe partial class MachineCalls
{
    private const string C = "libc";

    public static bool HasPidFd()
    {
        const nint pidFdOpen = 434; // the same number on x64 and arm64
        var descriptor = Syscall(pidFdOpen, Environment.ProcessId, 0);
        return descriptor >= 0 && Close((int)descriptor) == 0;
    }

    public static bool IsWritable(string path)
    {
        const int writable = 2;
        return Access(path, writable) == 0;
    }

    public static uint? OwnerOf(string path)
    {
        const int currentFolder = -100;
        const uint uidWanted = 0x8;
        const int uidAt = 20;
        var buffer = stackalloc byte[256];
        return StatX(currentFolder, path, 0, uidWanted, buffer) == 0 ? *(uint*)(buffer + uidAt) : null;
    }

    [LibraryImport(C, EntryPoint = "getuid")]
    internal static partial uint GetUid();

    [LibraryImport(C, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Syscall(nint number, nint first, nint second);

    [LibraryImport(C, EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [LibraryImport(C, EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    [LibraryImport(C, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, void* buffer);
}
