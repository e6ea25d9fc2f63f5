using System.Text;

namespace Apex.Runner;

/// <param name="Bytes">Content, with a marker line where the middle was cut.</param>
/// <param name="NextOffset">Where the next page begins.</param>
/// <param name="Length">Length of the whole log up to now, cut bytes included.</param>
public sealed record AttemptLogPage(byte[] Bytes, long NextOffset, long Length)
{
    /// <summary>As text; what is no UTF-8 becomes U+FFFD.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes);
}

/// <summary>Reads the log of an attempt, also while it is written. Offsets are those of the whole log.</summary>
public static class AttemptLog
{
    /// <param name="folder">Folder of the attempt.</param>
    /// <param name="offset">Where to begin: 0, or a page's next offset.</param>
    /// <param name="limit">Bytes of log at most.</param>
    /// <returns>An empty page if nothing was printed, or nothing more.</returns>
    public static AttemptLogPage Read(string folder, long offset, int limit)
    {
        var parts = Parts(folder);
        var length = parts.Count == 0 ? 0 : parts[^1].Offset + parts[^1].Length;
        using var page = new MemoryStream();
        var left = limit;
        foreach (var part in parts)
        {
            if (left <= 0)
            {
                break;
            }

            if (offset < part.Offset)
            {
                page.Write(Encoding.UTF8.GetBytes(Marker(part.Offset - offset, atLineStart: page.Length == 0)));
                offset = part.Offset;
            }

            var count = (int)Math.Min(left, part.Offset + part.Length - offset);
            if (count > 0)
            {
                var got = Copy(part.Path, offset - part.Offset, count, page);
                offset += got;
                left -= got;
            }
        }

        return new AttemptLogPage(page.ToArray(), offset, length);
    }

    internal static string Marker(long bytes, bool atLineStart) =>
        $"{(atLineStart ? "" : "\n")}… apex: {bytes} bytes cut …\n";

    private static List<(long Offset, long Length, string Path)> Parts(string folder)
    {
        var parts = new List<(long, long, string)>();
        var head = new FileInfo(AttemptLogFiles.Head(folder));
        if (head.Exists)
        {
            parts.Add((0, head.Length, head.FullName));
        }

        foreach (var (offset, path) in AttemptLogFiles.Tails(folder))
        {
            var segment = new FileInfo(path);
            if (segment.Exists)
            {
                parts.Add((offset, segment.Length, path));
            }
        }

        return parts;
    }

    private static int Copy(string path, long offset, int count, MemoryStream page)
    {
        try
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var buffer = new byte[count];
            var got = RandomAccess.Read(handle, buffer, offset);
            page.Write(buffer, 0, got);
            return got;
        }
        catch (FileNotFoundException)
        {
            // Rotated away since it was listed: the next page shows it as cut.
            return 0;
        }
    }
}
