using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Apex.Local;

/// <param name="Process"><c>silo</c> or <c>runner</c>.</param>
/// <param name="Json">The line as it stands in the file.</param>
/// <param name="At">When it was written.</param>
/// <param name="Level">Three letters.</param>
/// <param name="Message">What it says, with the exception if there is one.</param>
internal sealed record ServerLogLine(string Process, string Json, DateTimeOffset At, string Level, string Message)
{
    /// <summary>Null for what is no line of a log: a disk that was full may have left half of one.</summary>
    public static ServerLogLine? Parse(string process, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var exception = Text(root, "@x");
            return DateTimeOffset.TryParse(Text(root, "@t"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                ? new ServerLogLine(process, json, at, Short(Text(root, "@l")), $"{Text(root, "@m")}{(exception is null ? "" : $"\n{exception}")}")
                : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static string Short(string? level) => level switch
    {
        "Debug" => "DBG",
        "Warning" => "WRN",
        "Error" => "ERR",
        "Fatal" => "FTL",
        _ => "INF", // the format leaves the usual one out
    };
}

/// <summary>What silo and runner wrote into their rotating log files, in the order of time.</summary>
/// <param name="folder">Folder of the files.</param>
internal sealed class ServerLogs(string folder)
{
    private const long TailBytes = 4 * 1024 * 1024;
    private const long LineBytes = 1024;
    private static readonly string[] _processes = ["silo", "runner"];

    private readonly Dictionary<string, long> _read = new(StringComparer.Ordinal);

    /// <summary>The last lines; what <see cref="More"/> gives comes after them.</summary>
    public IReadOnlyList<ServerLogLine> Last(int count)
    {
        var lines = new List<ServerLogLine>();
        foreach (var process in _processes)
        {
            var (found, isWhole) = (0, true);
            foreach (var file in Files(process).OrderByDescending(static file => file.LastWriteTimeUtc))
            {
                if (found >= count || !isWhole)
                {
                    _read[file.FullName] = file.Length; // what is older would come after a gap
                    continue;
                }

                var from = Math.Max(0, file.Length - Math.Max(TailBytes, count * LineBytes));
                var read = Read(process, file, from);
                lines.AddRange(read);
                (found, isWhole) = (found + read.Count, from == 0);
            }
        }

        return [.. lines.OrderBy(static line => line.At).TakeLast(count)];
    }

    /// <summary>Whole lines that were written since.</summary>
    public IReadOnlyList<ServerLogLine> More() =>
        [.. _processes.SelectMany(process => Files(process).SelectMany(file => Read(process, file, _read.GetValueOrDefault(file.FullName)))).OrderBy(static line => line.At)];

    private FileInfo[] Files(string process) => Directory.Exists(folder) ? new DirectoryInfo(folder).GetFiles($"{process}-*.json") : [];

    private List<ServerLogLine> Read(string process, FileInfo file, long from)
    {
        FileStream stream;
        try
        {
            stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (FileNotFoundException)
        {
            return []; // the oldest one goes when there are too many
        }

        using var _ = stream;
        stream.Seek(from, SeekOrigin.Begin);
        var bytes = new byte[Math.Max(0, stream.Length - from)];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var whole = bytes.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
        _read[file.FullName] = from + whole;
        return [.. Encoding.UTF8.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => ServerLogLine.Parse(process, line)).OfType<ServerLogLine>()];
    }
}
