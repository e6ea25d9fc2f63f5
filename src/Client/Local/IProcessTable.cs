namespace Apex.Local;

/// <summary>Processes of this machine.</summary>
internal interface IProcessTable
{
    bool IsAlive(int pid);

    /// <summary>True if some process runs a program under this folder.</summary>
    bool RunsFrom(string folder);
}

/// <summary>Reads /proc.</summary>
internal sealed class ProcProcessTable : IProcessTable
{
    public bool IsAlive(int pid)
    {
        try
        {
            // "pid (name) S …": a zombie still has its folder.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var state = stat.AsSpan(stat.LastIndexOf(')') + 1).TrimStart();
            return state.Length > 0 && state[0] is not ('Z' or 'X');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public bool RunsFrom(string folder)
    {
        var prefix = folder.TrimEnd('/') + "/";
        return Directory.EnumerateDirectories("/proc")
            .Where(process => char.IsAsciiDigit(Path.GetFileName(process)[0]))
            .Any(process => Program(process) is { } program && program.StartsWith(prefix, StringComparison.Ordinal));
    }

    private static string? Program(string process)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "exe")).LinkTarget;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // it ended, or it is another user's: not ours
        }
    }
}
