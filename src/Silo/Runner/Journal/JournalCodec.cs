using System.Buffers;
using System.Buffers.Text;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Apex.Runner;

/// <summary>A line is eight hexadecimal digits of CRC-32C, a space, a JSON object, a line feed. What does not check is torn.</summary>
internal static class JournalCodec
{
    private const int Head = 9;

    public static void Append(ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer, JournalRecord record)
    {
        var start = buffer.WrittenCount;
        buffer.GetSpan(Head)[..Head].Fill((byte)' ');
        buffer.Advance(Head);
        writer.Reset(buffer);
        JsonSerializer.Serialize(writer, record, RunnerJson.Default.JournalRecord);
        writer.Flush();

        var crc = Crc(buffer.WrittenSpan[(start + Head)..]);
        // The writer gives read-only views of memory that it owns for us; the head was reserved above.
        var line = MemoryMarshal.AsMemory(buffer.WrittenMemory).Span[start..];
        Utf8Formatter.TryFormat(crc, line, out _, new StandardFormat('x', 8));
        buffer.GetSpan(1)[0] = (byte)'\n';
        buffer.Advance(1);
    }

    /// <summary>Reads lines until the end or the first one that is torn.</summary>
    /// <param name="data">Content of a journal.</param>
    /// <param name="sound">Bytes up to which everything is sound.</param>
    public static List<JournalRecord> Read(ReadOnlySpan<byte> data, out int sound)
    {
        var records = new List<JournalRecord>();
        sound = 0;
        while (true)
        {
            var end = data[sound..].IndexOf((byte)'\n');
            if (end < 0 || ReadLine(data.Slice(sound, end)) is not { } record)
            {
                return records;
            }

            records.Add(record);
            sound += end + 1;
        }
    }

    private static JournalRecord? ReadLine(ReadOnlySpan<byte> line)
    {
        if (line.Length <= Head
            || !Utf8Parser.TryParse(line[..(Head - 1)], out uint crc, out var digits, 'x')
            || digits != Head - 1
            || crc != Crc(line[Head..]))
        {
            return null;
        }

        return JsonSerializer.Deserialize(line[Head..], RunnerJson.Default.JournalRecord);
    }

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        while (data.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, MemoryMarshal.Read<ulong>(data));
            data = data[sizeof(ulong)..];
        }

        foreach (var value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
