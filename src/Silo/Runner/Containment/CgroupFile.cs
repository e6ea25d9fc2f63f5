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

    /// <summary>The number that a file holds; null if it cannot be read.</summary>
    public static long? ReadNumber(string path) => long.TryParse(ReadText(path), CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The number behind a name in a file of lines such as <c>oom_kill 1</c>; null if it is not there.</summary>
    public static long? ReadField(string path, string name)
    {
        foreach (var line in ReadText(path).AsSpan().EnumerateLines())
        {
            if (line.Length > name.Length && line.StartsWith(name, StringComparison.Ordinal) && line[name.Length] == ' ')
            {
                return long.TryParse(line[(name.Length + 1)..], CultureInfo.InvariantCulture, out var number) ? number : null;
            }
        }

        return null;
    }

    /// <summary>Words of a file such as <c>cgroup.controllers</c>; none if it cannot be read.</summary>
    public static string[] ReadWords(string path) => ReadText(path).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

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

    /// <summary>Removes a group and those below it. A thread that has just ended may still be counted: tries for a moment.</summary>
    public static void Remove(string folder)
    {
        foreach (var below in Subfolders(folder))
        {
            Remove(below);
        }

        const int tries = 50;
        for (var i = 0; i < tries && Libc.RmDir(folder) != 0 && Directory.Exists(folder); i++)
        {
            KernelPause.Wait(1);
        }
    }

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path, Encoding.ASCII);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // This kernel has no such file, or the group is gone: either way it says nothing.
            return "";
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
