using System.Runtime.InteropServices;

namespace Apex.Runner.Native;

/// <summary>What a new process gets besides its arguments.</summary>
/// <param name="Path">Absolute path of the program.</param>
/// <param name="WorkingDirectory">Its folder.</param>
/// <param name="Output">Descriptor that becomes its stdout and stderr.</param>
internal readonly record struct SpawnRequest(string Path, string WorkingDirectory, int Output);

/// <summary>Starts processes with <c>posix_spawn</c>.</summary>
/// <remarks>
/// Flags: a process group of its own, all signals at their default and none blocked. Without the second, .NET's ignored SIGPIPE
/// reaches the command (<c>yes | head</c> then fails) and so do the SIGINT and SIGQUIT that a background shell ignores.
/// A session of its own only where this process has a terminal that a command could read: where sessions share the CPU evenly
/// (autogroup), each command would else weigh as much as all of silo and runner (docs/adr/0016).
/// </remarks>
internal static unsafe class ProcessSpawner
{
    private const short SetPGroup = 0x02;
    private const short SetSigDef = 0x04;
    private const short SetSigMask = 0x08;
    private const short SetSid = 0x80;

    // Opaque types: 336 and 80 bytes in glibc on x64 and arm64; the rest is room for other versions.
    private const int AttributeBytes = 1024;
    private const int FileActionBytes = 512;
    private const int SignalSetBytes = 128;

    /// <summary>True if what is started gets a session, not just a group.</summary>
    public static readonly bool GivesSessions = ThisProcess.HasTerminal();

    private static readonly void* Attributes = CreateAttributes();

    // Since glibc 2.34. Ours bear close-on-exec all the same; this is for what our own caller left open.
    private static readonly delegate* unmanaged<void*, int, int> AddCloseFrom =
        NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "posix_spawn_file_actions_addclosefrom_np", out var export)
            ? (delegate* unmanaged<void*, int, int>)export
            : null;

    /// <returns>0, or the error number of the step that failed in the child.</returns>
    public static int Spawn(in SpawnRequest request, NativeStringTable arguments, NativeStringTable environment, out int pid)
    {
        var actions = stackalloc byte[FileActionBytes];
        new Span<byte>(actions, FileActionBytes).Clear();
        Check(Libc.FileActionsInit(actions));
        try
        {
            Check(Libc.FileActionsAddOpen(actions, 0, "/dev/null", Libc.OReadOnly, 0));
            Check(Libc.FileActionsAddDup2(actions, request.Output, 1));
            Check(Libc.FileActionsAddDup2(actions, request.Output, 2));
            Check(Libc.FileActionsAddChdir(actions, request.WorkingDirectory));
            if (AddCloseFrom is not null)
            {
                Check(AddCloseFrom(actions, 3));
            }

            int child;
            var error = Libc.PosixSpawn(&child, request.Path, actions, Attributes, arguments.Pointers(), environment.Pointers());
            pid = error == 0 ? child : 0;
            return error;
        }
        finally
        {
            _ = Libc.FileActionsDestroy(actions);
        }
    }

    private static void* CreateAttributes()
    {
        var attributes = NativeMemory.AllocZeroed(AttributeBytes);
        var all = stackalloc byte[SignalSetBytes];
        var none = stackalloc byte[SignalSetBytes];
        Check(Libc.SpawnAttrInit(attributes));
        Check(Libc.SigFillSet(all));
        Check(Libc.SigEmptySet(none));
        Check(Libc.SpawnAttrSetSigDefault(attributes, all));
        Check(Libc.SpawnAttrSetSigMask(attributes, none));
        Check(Libc.SpawnAttrSetFlags(attributes, (short)(SetSigDef | SetSigMask | (GivesSessions ? SetSid : SetPGroup))));
        return attributes;
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new InvalidOperationException($"posix_spawn could not be prepared: {Libc.Describe(error)}");
        }
    }
}
