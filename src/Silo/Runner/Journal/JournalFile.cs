using System.Buffers;
using System.Text.Json;
using Apex.Runner.Native;
using Microsoft.Extensions.Logging;

namespace Apex.Runner;

/// <summary>The runner's memory across its own death: one append-only file per boot.</summary>
/// <remarks>
/// No record is fsynced. What write(2) has taken survives the death of the process, and that is the case in which the commands
/// live on and the journal is needed to find them. When the machine dies, all commands die with it, the boot id changes, and
/// with it the host id: the cluster sees another host, everything that was on the old one is lost and gets a new number, and
/// an order for an old number never comes here. What an unsynced tail could lose is therefore never asked for again.
/// Room is reserved ahead, so that a full disk takes no exit; if a write fails all the same, the records wait in memory, no
/// attempt is taken any more, and ends go over the socket as ever.
/// </remarks>
internal sealed partial class JournalFile : IDisposable
{
    private const int KeepSize = 1;

    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _pending = new(4096);
    private readonly Utf8JsonWriter _writer = new(Stream.Null);
    private readonly string _path;
    private readonly long _reserve;
    private readonly ILogger _logger;
    private int _fd;
    private long _length;
    private long _reserved;

    private JournalFile(string path, long reserve, ILogger logger)
    {
        _path = path;
        _reserve = reserve;
        _logger = logger;
    }

    /// <summary>True while records wait in memory because the disk does not take them.</summary>
    public bool IsFailing { get; private set; }

    /// <summary>True if the file says everything by itself, so that files of earlier boots may go.</summary>
    public bool IsWhole { get; private set; }

    public long Length => _length;

    /// <summary>Writes a new file with these records in the place of any old one. Where the disk has no room for it, goes on in the old one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="records">All that it has to say.</param>
    /// <param name="sound">Bytes of the old file that are sound.</param>
    /// <param name="options">How much room to reserve.</param>
    /// <param name="logger">For the first failure.</param>
    public static JournalFile Open(string path, IReadOnlyList<JournalRecord> records, long sound, RunnerOptions options, ILogger logger)
    {
        var journal = new JournalFile(path, options.JournalReserveBytes, logger) { _fd = -1 };
        try
        {
            journal.Rewrite(records);
            journal.IsWhole = true;
        }
        catch (IOException)
        {
            // A full disk must not keep a runner from ending what the last one left. Its file may still have reserved room.
            journal.GoOn(records, sound);
        }

        return journal;
    }

    public void Append(JournalRecord record)
    {
        lock (_gate)
        {
            JournalCodec.Append(_pending, _writer, record);
        }
    }

    /// <summary>Hands what was appended to the kernel. After it returns, a crash of this process loses none of it.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            if (_pending.WrittenCount == 0)
            {
                return;
            }

            var written = WriteAll(_fd, _pending.WrittenSpan);
            _length += written;
            if (written == _pending.WrittenCount)
            {
                _pending.ResetWrittenCount();
                IsFailing = false;
            }
            else
            {
                KeepRest(written);
            }
        }
    }

    /// <summary>True if so many more bytes are sure to find room.</summary>
    public bool HasRoomFor(long bytes)
    {
        lock (_gate)
        {
            return !IsFailing && (_length + _pending.WrittenCount + bytes <= _reserved || Reserve());
        }
    }

    /// <summary>Replaces the file by one with these records: what is old and acknowledged goes.</summary>
    public void Rewrite(IEnumerable<JournalRecord> records)
    {
        lock (_gate)
        {
            var buffer = new ArrayBufferWriter<byte>(4096);
            foreach (var record in records)
            {
                JournalCodec.Append(buffer, _writer, record);
            }

            var temporary = _path + ".new";
            File.Delete(temporary);
            var fd = ThisProcess.OpenAppend(temporary);
            if (WriteAll(fd, buffer.WrittenSpan) != buffer.WrittenCount)
            {
                var error = Libc.LastError();
                _ = Libc.Close(fd);
                File.Delete(temporary);
                throw new IOException($"{temporary} cannot be written: {error}");
            }

            File.Move(temporary, _path, overwrite: true);
            if (_fd >= 0)
            {
                _ = Libc.Close(_fd);
            }

            _fd = fd;
            _length = buffer.WrittenCount;
            _pending.ResetWrittenCount();
            _reserved = 0;
            Reserve();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_fd >= 0)
            {
                _ = Libc.Close(_fd);
                _fd = -1;
            }

            _writer.Dispose();
        }
    }

    private void GoOn(IReadOnlyList<JournalRecord> records, long sound)
    {
        lock (_gate)
        {
            _fd = ThisProcess.OpenAppend(_path);
            _length = Math.Min(sound, new FileInfo(_path).Length);
            if (_length < new FileInfo(_path).Length)
            {
                // What is written behind a torn line would never be read. Only then: cutting gives reserved room back.
                _ = Libc.FTruncate(_fd, _length);
            }

            // The file knows the rest already; what it says twice does no harm.
            foreach (var record in records.Where(record => record.Kind == JournalKind.Exited))
            {
                JournalCodec.Append(_pending, _writer, record);
            }

            Flush();
            Reserve();
        }
    }

    private bool Reserve()
    {
        var end = _length + _pending.WrittenCount;
        if (Libc.FAllocate(_fd, KeepSize, end, _reserve) == 0 || !IsFull())
        {
            // A file system that knows no reservation cannot be held to one.
            _reserved = end + _reserve;
            return true;
        }

        return false;
    }

    private static bool IsFull() =>
        System.Runtime.InteropServices.Marshal.GetLastPInvokeError() is Libc.ENoSpc or Libc.EDQuot;

    private void KeepRest(int written)
    {
        var rest = _pending.WrittenSpan[written..].ToArray();
        _pending.ResetWrittenCount();
        _pending.Write(rest);
        if (!IsFailing)
        {
            IsFailing = true;
            LogFailing(_path, Libc.LastError());
        }
    }

    private static unsafe int WriteAll(int fd, ReadOnlySpan<byte> data)
    {
        var done = 0;
        fixed (byte* pointer = data)
        {
            while (done < data.Length)
            {
                var written = (int)Libc.Write(fd, pointer + done, (nuint)(data.Length - done));
                if (written <= 0)
                {
                    break;
                }

                done += written;
            }
        }

        return done;
    }

    [LoggerMessage(4101, LogLevel.Error, "The journal {Path} cannot be written: {Error}. No attempt is taken until it can.")]
    private partial void LogFailing(string path, string error);
}
