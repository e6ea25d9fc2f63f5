using System.Globalization;
using System.Text;
using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>Reading and writing of cgroup folders. Their groups come and go while we look.</summary>
internal static unsafe class CgroupFile
{
    public static string Text(int pid) => pid.ToString(CultureInfo.InvariantCulture);

    /// <exception cref="IOException">The write was refused.</exception>
    public static void Write(string path, string text)
    {
        if (!TryWrite(path, text))
        {
            throw new IOException($"{path} does not take '{text}': {Libc.LastError()}");
        }
    }

    public static bool TryWrite(string path, string text)
    {
        var fd = Libc.Open(path, Libc.OWriteOnly | Libc.OCloExec, 0);
        if (fd < 0)
        {
            return false;
        }

        var bytes = Encoding.ASCII.GetBytes(text);
        fixed (byte* pointer = bytes)
        {
            var written = Libc.Write(fd, pointer, (nuint)bytes.Length);
            _ = Libc.Close(fd);
            return written == bytes.Length;
        }
    }

    /// <summary>Adds the processes of a group and of all groups below it, without this process (its spawner threads are members).</summary>
    public static void MembersBelow(string folder, List<int> pids)
    {
        var first = pids.Count;
        ProcFs.ReadPids(Path.Combine(folder, "cgroup.procs"), pids);
        pids.RemoveRange(first, pids.Count - first, static pid => pid == Environment.ProcessId || pid == 0);
        foreach (var below in Subfolders(folder))
        {
            MembersBelow(below, pids);
        }
    }

    /// <summary>Removes the empty groups below a group.</summary>
    public static void RemoveBelow(string folder)
    {
        foreach (var below in Subfolders(folder))
        {
            RemoveBelow(below);
            _ = Libc.RmDir(below);
        }
    }

    private static string[] Subfolders(string folder)
    {
        try
        {
            return Directory.GetDirectories(folder);
        }
        catch (IOException)
        {
            // The group was removed while we looked: nothing is in it.
            return [];
        }
    }

    private static void RemoveRange(this List<int> pids, int start, int count, Predicate<int> unwanted)
    {
        for (var i = start + count - 1; i >= start; i--)
        {
            if (unwanted(pids[i]))
            {
                pids.RemoveAt(i);
            }
        }
    }
}
