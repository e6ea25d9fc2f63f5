namespace Apex.Local;

/// <summary>The last words of a silo that did not come up.</summary>
internal static class SiloLog
{
    private const int Lines = 12;
    private const int Bytes = 16 * 1024;

    // What the silo itself said last; the runner's log around it is for its makers.
    private const string Spoken = "silo.out.log";

    /// <summary>What the silo said last, else the newest log; null if there is none.</summary>
    public static (string File, IReadOnlyList<string> Tail)? Latest(ApexHome home)
    {
        try
        {
            var logs = Directory.Exists(home.Logs) ? new DirectoryInfo(home.Logs).GetFiles("*.log") : [];
            var newest = Array.Find(logs, file => file is { Name: Spoken, Length: > 0 }) ?? logs.MaxBy(file => file.LastWriteTimeUtc);
            return newest is null ? null : (newest.FullName, Tail(newest.FullName));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static List<string> Tail(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Seek(-Math.Min(Bytes, stream.Length), SeekOrigin.End);
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(Lines)];
    }
}
