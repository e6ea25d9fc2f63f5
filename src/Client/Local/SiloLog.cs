namespace Apex.Local;

/// <summary>The last words of a silo that did not come up.</summary>
internal static class SiloLog
{
    private const int Lines = 12;
    private const int Bytes = 16 * 1024;

    /// <summary>Newest log file and its last lines; null if there is none.</summary>
    public static (string File, IReadOnlyList<string> Tail)? Latest(ApexHome home)
    {
        try
        {
            var newest = Directory.Exists(home.Logs) ? new DirectoryInfo(home.Logs).EnumerateFiles("*.log").MaxBy(file => file.LastWriteTimeUtc) : null;
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
