using System.Runtime.InteropServices;

namespace Apex.Runner.Native;

/// <summary>What a new process gets besides its arguments.</summary>
/// <param name="Path">Absolute path of the program.</param>
/// <param name="WorkingDirectory">Its folder.</param>
/// <param name="Output">Descriptor that becomes its stdout and stderr.</param>
internal readonly record struct SpawnRequest(string Path, string WorkingDirectory, int Output);

/// <summary>Starts processes with <c>posix_spawn</c>.</summary>
/// <remarks>
/// Flags: a session of its own, all signals at their default and none blocked. Without the second, .NET's ignored SIGPIPE
/// reaches the command (<c>yes | head</c> then fails) and so do the SIGINT and SIGQUIT that a background shell ignores.
/// </remarks>
internal static unsafe class ProcessSpawner
{
    private const short SetSigDef = 0x04;
    private const short SetSigMask = 0x08;
    private const short SetSid = 0x80;

    // Opaque types: 336 and 80 bytes in glibc on x64 and arm64; the rest is room for other versions.
    private const int AttributeBytes = 1024;
    private const int FileActionBytes = 512;
    private const int SignalSetBytes = 128;

    private static readonly void* Attributes = CreateAttributes();

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
        Check(Libc.SpawnAttrSetFlags(attributes, SetSigDef | SetSigMask | SetSid));
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
