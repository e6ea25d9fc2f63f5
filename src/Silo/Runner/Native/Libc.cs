using System.Runtime.InteropServices;

namespace Apex.Runner.Native;

/// <summary>The calls that the runner makes to the C library. Numbers are the same on x64 and arm64 Linux unless said otherwise.</summary>
internal static unsafe partial class Libc
{
    internal const int SigInt = 2;
    internal const int SigKill = 9;
    internal const int SigTerm = 15;
    internal const int SigChld = 17;

    internal const int ENoEnt = 2;
    internal const int EIntr = 4;
    internal const int ENoExec = 8;
    internal const int EAgain = 11;
    internal const int EAcces = 13;
    internal const int EExist = 17;
    internal const int ENotDir = 20;
    internal const int ENoSpc = 28;
    internal const int EDQuot = 122;

    internal const int OReadOnly = 0;
    internal const int OWriteOnly = 1;
    internal const int OReadWrite = 2;
    internal const int OCreat = 0x40;
    internal const int OAppend = 0x400;
    internal const int ONonBlock = 0x800;
    internal const int OCloExec = 0x80000;

    internal const int WNoHang = 1;

    internal const int PriorityOfProcess = 0;
    internal const int PriorityOfGroup = 1;

    private const string C = "libc";

    [LibraryImport(C, EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int PosixSpawn(int* pid, string path, void* fileActions, void* attributes, byte** argv, byte** envp);

    [LibraryImport(C, EntryPoint = "posix_spawnattr_init")]
    internal static partial int SpawnAttrInit(void* attributes);

    [LibraryImport(C, EntryPoint = "posix_spawnattr_setflags")]
    internal static partial int SpawnAttrSetFlags(void* attributes, short flags);

    [LibraryImport(C, EntryPoint = "posix_spawnattr_setsigdefault")]
    internal static partial int SpawnAttrSetSigDefault(void* attributes, void* signals);

    [LibraryImport(C, EntryPoint = "posix_spawnattr_setsigmask")]
    internal static partial int SpawnAttrSetSigMask(void* attributes, void* signals);

    [LibraryImport(C, EntryPoint = "posix_spawn_file_actions_init")]
    internal static partial int FileActionsInit(void* actions);

    [LibraryImport(C, EntryPoint = "posix_spawn_file_actions_destroy")]
    internal static partial int FileActionsDestroy(void* actions);

    [LibraryImport(C, EntryPoint = "posix_spawn_file_actions_adddup2")]
    internal static partial int FileActionsAddDup2(void* actions, int fd, int target);

    [LibraryImport(C, EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int FileActionsAddOpen(void* actions, int target, string path, int flags, uint mode);

    [LibraryImport(C, EntryPoint = "posix_spawn_file_actions_addchdir_np", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int FileActionsAddChdir(void* actions, string path);

    [LibraryImport(C, EntryPoint = "sigemptyset")]
    internal static partial int SigEmptySet(void* set);

    [LibraryImport(C, EntryPoint = "sigfillset")]
    internal static partial int SigFillSet(void* set);

    [LibraryImport(C, EntryPoint = "signal", SetLastError = true)]
    internal static partial nint Signal(int signal, nint handler);

    [LibraryImport(C, EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int pid, int signal);

    [LibraryImport(C, EntryPoint = "wait4", SetLastError = true)]
    internal static partial int Wait4(int pid, int* status, int options, void* usage);

    [LibraryImport(C, EntryPoint = "syscall", SetLastError = true)]
    internal static partial long Syscall(long number, long a, long b, long c, long d);

    [LibraryImport(C, EntryPoint = "pipe2", SetLastError = true)]
    internal static partial int Pipe2(int* fds, int flags);

    [LibraryImport(C, EntryPoint = "eventfd", SetLastError = true)]
    internal static partial int EventFd(uint initial, int flags);

    [LibraryImport(C, EntryPoint = "epoll_create1", SetLastError = true)]
    internal static partial int EpollCreate(int flags);

    [LibraryImport(C, EntryPoint = "epoll_ctl", SetLastError = true)]
    internal static partial int EpollCtl(int epoll, int operation, int fd, void* change);

    [LibraryImport(C, EntryPoint = "epoll_wait", SetLastError = true)]
    internal static partial int EpollWait(int epoll, void* events, int max, int timeoutMs);

    [LibraryImport(C, EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(void* fds, ulong count, int timeoutMs);

    [LibraryImport(C, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags, uint mode);

    [LibraryImport(C, EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int fd);

    [LibraryImport(C, EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(int fd, void* buffer, nuint count);

    [LibraryImport(C, EntryPoint = "pread", SetLastError = true)]
    internal static partial nint PRead(int fd, void* buffer, nuint count, long offset);

    [LibraryImport(C, EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(int fd, void* buffer, nuint count);

    [LibraryImport(C, EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Fcntl(int fd, int command, nint argument);

    [LibraryImport(C, EntryPoint = "fallocate", SetLastError = true)]
    internal static partial int FAllocate(int fd, int mode, long offset, long length);

    [LibraryImport(C, EntryPoint = "ftruncate", SetLastError = true)]
    internal static partial int FTruncate(int fd, long length);

    [LibraryImport(C, EntryPoint = "dup2", SetLastError = true)]
    internal static partial int Dup2(int fd, int target);

    [LibraryImport(C, EntryPoint = "flock", SetLastError = true)]
    internal static partial int FLock(int fd, int operation);

    [LibraryImport(C, EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int MkDir(string path, uint mode);

    [LibraryImport(C, EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Rename(string from, string to);

    [LibraryImport(C, EntryPoint = "rmdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int RmDir(string path);

    [LibraryImport(C, EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Access(string path, int mode);

    [LibraryImport(C, EntryPoint = "statfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int StatFs(string path, void* buffer);

    [LibraryImport(C, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int StatX(int folder, string path, int flags, uint mask, void* buffer);

    [LibraryImport(C, EntryPoint = "setsid", SetLastError = true)]
    internal static partial int SetSid();

    [LibraryImport(C, EntryPoint = "umask")]
    internal static partial uint Umask(uint mask);

    [LibraryImport(C, EntryPoint = "unshare", SetLastError = true)]
    internal static partial int Unshare(int flags);

    [LibraryImport(C, EntryPoint = "getuid")]
    internal static partial uint GetUid();

    [LibraryImport(C, EntryPoint = "prctl", SetLastError = true)]
    internal static partial int Prctl(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport(C, EntryPoint = "getpriority")]
    internal static partial int GetPriority(int which, int who);

    [LibraryImport(C, EntryPoint = "setpriority")]
    internal static partial int SetPriority(int which, int who, int nice);

    [LibraryImport(C, EntryPoint = "getrusage")]
    internal static partial int GetResourceUsage(int who, long* usage);

    [LibraryImport(C, EntryPoint = "clock_gettime")]
    internal static partial int ClockGetTime(int clock, long* time);

    /// <summary>Text of the last call's error, for a sentence to a person.</summary>
    internal static string LastError() => Describe(Marshal.GetLastPInvokeError());

    internal static string Describe(int errno) => $"{Marshal.GetPInvokeErrorMessage(errno)} (errno {errno})";
}
