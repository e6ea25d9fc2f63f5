namespace Apex.Testing;

/// <summary>What Linux tells of a process, which may end at any moment: also between a look whether it is there and the reading.</summary>
public static class ProcessFiles
{
    /// <summary>Text of a file in <c>/proc</c>; empty if the process is gone or somebody else's.</summary>
    public static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>False for a process that has ended, waited for or not.</summary>
    public static bool IsAlive(int pid) => Read($"/proc/{pid}/stat") is { Length: > 0 } stat && !stat[(stat.LastIndexOf(')') + 2)..].StartsWith('Z');

    public static string CommandLine(int pid) => Read($"/proc/{pid}/cmdline");
}
