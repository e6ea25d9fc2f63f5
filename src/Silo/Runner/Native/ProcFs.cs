using System.Buffers.Text;
using System.Text;

namespace Apex.Runner.Native;

/// <param name="Pid">Process id.</param>
/// <param name="Parent">Its parent's.</param>
/// <param name="Group">Leader of its process group.</param>
/// <param name="Threads">How many threads it has.</param>
/// <param name="ResidentBytes">Its resident memory, with what it shares with others.</param>
internal readonly record struct ProcessStat(int Pid, int Parent, int Group, int Threads, long ResidentBytes);

/// <summary>What <c>/proc</c> says about processes.</summary>
internal static unsafe class ProcFs
{
    private const int BootTimeClock = 7;

    // USER_HZ, the unit of start times in /proc, is 100 on every Linux that .NET runs on.
    private const long MsPerTick = 10;

    private static readonly string ReparentedList = $"/proc/self/task/{Environment.ProcessId}/children";

    /// <summary>Milliseconds since boot, the clock of <see cref="StartedAtMs"/>.</summary>
    public static long BootTimeMs()
    {
        var time = stackalloc long[2];
        _ = Libc.ClockGetTime(BootTimeClock, time);
        return (time[0] * 1000) + (time[1] / 1_000_000);
    }

    /// <summary>
    /// Children of this process's main thread. The kernel gives orphans to the first living thread of a subreaper, which in
    /// .NET is the main thread; commands are children of the thread that spawned them and so are not in this list.
    /// </summary>
    public static void ReadReparented(List<int> pids) => ReadPids(ReparentedList, pids);

    /// <summary>Adds the numbers of a file of numbers (a children list, <c>cgroup.procs</c>).</summary>
    /// <returns>False if it cannot be read.</returns>
    public static bool ReadPids(string path, List<int> pids)
    {
        Span<byte> small = stackalloc byte[4096];
        var length = ReadSmall(path, small);
        if (length < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = length < small.Length ? small[..length] : File.ReadAllBytes(path);
        while (!rest.IsEmpty)
        {
            if (Utf8Parser.TryParse(rest, out int pid, out var consumed))
            {
                pids.Add(pid);
                rest = rest[consumed..];
            }
            else
            {
                rest = rest[1..];
            }
        }

        return true;
    }

    /// <summary>Milliseconds from boot to the start of a process; null if it is gone or a zombie.</summary>
    public static long? StartedAtMs(int pid)
    {
        const int startTime = 22;
        Span<byte> text = stackalloc byte[1024];
        var fields = LivingStat(pid, text);
        return fields.IsEmpty ? null : Field(fields, startTime) * MsPerTick;
    }

    /// <summary>A process in numbers; null if it is gone or a zombie.</summary>
    public static ProcessStat? Stat(int pid)
    {
        const int parent = 4, group = 5, threads = 20, residentPages = 24;
        Span<byte> text = stackalloc byte[1024];
        var fields = LivingStat(pid, text);
        return fields.IsEmpty
            ? null
            : new ProcessStat(pid, (int)Field(fields, parent), (int)Field(fields, group), (int)Field(fields, threads), Field(fields, residentPages) * Environment.SystemPageSize);
    }

    /// <summary>Group of a process, also of one that has ended and was not reaped; 0 if it is gone.</summary>
    public static int Group(int pid)
    {
        const int group = 5;
        Span<byte> text = stackalloc byte[1024];
        var fields = StatFields(pid, text);
        return fields.IsEmpty ? 0 : (int)Field(fields, group);
    }

    private static ReadOnlySpan<byte> LivingStat(int pid, Span<byte> text)
    {
        var fields = StatFields(pid, text);
        return fields.IsEmpty || fields[0] is (byte)'Z' or (byte)'X' ? [] : fields;
    }

    // The second field is the name in brackets and may hold anything; the third is the state, and there this begins.
    private static ReadOnlySpan<byte> StatFields(int pid, Span<byte> text)
    {
        var length = ReadSmall($"/proc/{pid}/stat", text);
        return length <= 0 ? [] : text[(text[..length].LastIndexOf((byte)')') + 2)..length];
    }

    /// <param name="fields">From the third on.</param>
    /// <param name="number">As in proc(5), from 1.</param>
    private static long Field(ReadOnlySpan<byte> fields, int number)
    {
        for (var skipped = 3; skipped < number; skipped++)
        {
            fields = fields[(fields.IndexOf((byte)' ') + 1)..];
        }

        return Utf8Parser.TryParse(fields, out long value, out _) ? value : 0;
    }

    /// <summary>Environment of a process as it was started; empty if it cannot be read.</summary>
    public static byte[] ReadEnvironment(int pid)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{pid}/environ");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Gone, or another user's: either way not ours.
            return [];
        }
    }

    public static IEnumerable<int> AllPids()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), out var pid))
            {
                yield return pid;
            }
        }
    }

    public static string ReadBootId()
    {
        try
        {
            return File.ReadAllText("/proc/sys/kernel/random/boot_id", Encoding.ASCII).Trim();
        }
        catch (IOException)
        {
            return "unknown-boot";
        }
    }

    /// <returns>Bytes read, or −1.</returns>
    private static int ReadSmall(string path, Span<byte> buffer)
    {
        var fd = Libc.Open(path, Libc.OReadOnly | Libc.OCloExec, 0);
        if (fd < 0)
        {
            return -1;
        }

        fixed (byte* pointer = buffer)
        {
            var total = 0;
            while (total < buffer.Length)
            {
                var got = (int)Libc.Read(fd, pointer + total, (nuint)(buffer.Length - total));
                if (got <= 0)
                {
                    break;
                }

                total += got;
            }

            _ = Libc.Close(fd);
            return total;
        }
    }
}
