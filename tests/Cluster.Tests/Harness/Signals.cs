using System.Runtime.InteropServices;

namespace Apex.Cluster.Tests.Harness;

internal static partial class Signals
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    public static void Send(int pid, int signal) => _ = SendNative(pid, signal); // already gone is as good

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendNative(int pid, int signal);
}
