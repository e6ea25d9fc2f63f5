using System.Runtime.InteropServices;

namespace Apex.Runner.Native;

/// <param name="ExitCode">Null if a signal ended it.</param>
/// <param name="Signal">Null if it exited.</param>
/// <param name="CpuMs">User and system time of the process and the children that it waited for.</param>
/// <param name="PeakKb">
/// Highest resident memory of the largest of them. No less than what the starting process had at the spawn, because a child shares that
/// until it becomes its program.
/// </param>
internal readonly record struct ChildExit(int? ExitCode, int? Signal, long CpuMs, long PeakKb);

/// <summary>Waiting for single processes and signalling them. Never <c>waitpid(-1)</c>: it would take other code's children.</summary>
internal static unsafe class ChildProcess
{
    private const int PidFdOpen = 434;
    private const int PidFdSendSignal = 424;
    private const short PollIn = 1;

    /// <summary>A descriptor that becomes readable when the process ends; −1 if there is no such process.</summary>
    public static int OpenPidFd(int pid) => (int)Libc.Syscall(PidFdOpen, pid, 0, 0, 0);

    /// <summary>Takes the exit of a child that has ended.</summary>
    /// <returns>Null while it runs, or if it is no child of ours.</returns>
    public static ChildExit? TryReap(int pid, bool wait = false)
    {
        // struct rusage: two struct timeval (user, system), then fourteen longs.
        var usage = stackalloc long[18];
        int status;
        int result;
        do
        {
            result = Libc.Wait4(pid, &status, wait ? 0 : Libc.WNoHang, usage);
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == Libc.EIntr);

        if (result != pid)
        {
            return null;
        }

        var cpuMs = ((usage[0] + usage[2]) * 1000) + ((usage[1] + usage[3]) / 1000);
        var signal = status & 0x7f;
        return signal == 0
            ? new ChildExit((status >> 8) & 0xff, null, cpuMs, usage[4])
            : new ChildExit(null, signal, cpuMs, usage[4]);
    }

    /// <summary>Blocks until the process behind the descriptor has ended or the time is up.</summary>
    /// <returns>True if it has ended.</returns>
    public static bool WaitPidFd(int pidFd, int timeoutMs)
    {
        // struct pollfd: int fd, short events, short revents.
        var poll = stackalloc int[2];
        poll[0] = pidFd;
        poll[1] = PollIn;
        int result;
        do
        {
            result = Libc.Poll(poll, 1, timeoutMs);
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == Libc.EIntr);

        return result > 0;
    }

    /// <summary>Sends a signal to exactly the process that the descriptor was opened for.</summary>
    public static bool SignalPidFd(int pidFd, int signal) => Libc.Syscall(PidFdSendSignal, pidFd, signal, 0, 0) == 0;

    /// <summary>Sends a signal; a process that is gone is no error.</summary>
    public static bool Signal(int pid, int signal) => Libc.Kill(pid, signal) == 0;

    /// <summary>Sends a signal to a process group.</summary>
    public static bool SignalGroup(int group, int signal) => Libc.Kill(-group, signal) == 0;
}
