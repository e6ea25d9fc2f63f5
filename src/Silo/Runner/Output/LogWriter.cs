using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>Keeps the head and the tail of a log on disk. No file is made before the first byte.</summary>
/// <remarks>Half of the cap is the head; the other half is <see cref="Segments"/> files in rotation, the oldest deleted before a new one grows over the cap.</remarks>
internal sealed unsafe class LogWriter : IDisposable
{
    private const int Segments = 8;
    private const int SmallestSegment = 1024;
    private const int StampBytes = 16;
    private const int StampsPerPace = 10_000;

    private readonly string _folder;
    private readonly long _headMost;
    private readonly long _segmentMost;
    private readonly Queue<(string Path, long Bytes)> _tail = new();
    private int _head = -1;
    private int _segment = -1;
    private int _times = -1;
    private long _segmentBytes;
    private string _segmentPath = "";
    private long _offset;
    private long _nextStampMs;
    private long _stampEveryMs = 100;
    private int _stamps;

    public LogWriter(string folder, long cap)
    {
        _folder = folder;
        _segmentMost = Math.Max(cap / 2 / Segments, SmallestSegment);
        _headMost = Math.Max(cap / 2, SmallestSegment);
    }

    /// <summary>Bytes that are not on disk any more, or never were.</summary>
    public long Dropped { get; private set; }

    /// <summary>The first error of the disk; from then on bytes are only counted.</summary>
    public string? Error { get; private set; }

    public void Write(ReadOnlySpan<byte> data, long nowMs, DateTimeOffset utcNow)
    {
        if (Error is not null)
        {
            _offset += data.Length;
            Dropped += data.Length;
            return;
        }

        Stamp(nowMs, utcNow);
        var toHead = (int)Math.Min(data.Length, Math.Max(0, _headMost - _offset));
        if (toHead > 0)
        {
            Put(ref _head, AttemptLogFiles.Head(_folder), data[..toHead]);
            data = data[toHead..];
        }

        while (!data.IsEmpty && Error is null)
        {
            if (_segment < 0 || _segmentBytes >= _segmentMost)
            {
                Rotate();
            }

            var count = (int)Math.Min(data.Length, _segmentMost - _segmentBytes);
            Put(ref _segment, _segmentPath, data[..count]);
            _segmentBytes += count;
            data = data[count..];
        }

        _offset += data.Length;
        Dropped += data.Length;
    }

    public void Dispose()
    {
        Close(ref _head);
        Close(ref _segment);
        Close(ref _times);
    }

    private void Rotate()
    {
        if (_segment >= 0)
        {
            Close(ref _segment);
            _tail.Enqueue((_segmentPath, _segmentBytes));
        }

        while (_tail.Count >= Segments)
        {
            var (path, bytes) = _tail.Dequeue();
            File.Delete(path);
            Dropped += bytes;
        }

        _segmentPath = AttemptLogFiles.Tail(_folder, _offset);
        _segmentBytes = 0;
    }

    private void Put(ref int fd, string path, ReadOnlySpan<byte> data)
    {
        if (Error is null && fd < 0)
        {
            fd = Open(path);
        }

        var written = Error is null ? WriteAll(fd, data) : 0;
        if (written < data.Length)
        {
            Error ??= $"{path} cannot be written: {Libc.LastError()}; the rest of the output is not kept";
            Dropped += data.Length - written;
        }

        _offset += data.Length;
    }

    private int Open(string path)
    {
        var fd = Libc.Open(path, Libc.OWriteOnly | Libc.OCreat | Libc.OAppend | Libc.OCloExec, 0x180);
        if (fd < 0 && Marshal.GetLastPInvokeError() == Libc.ENoEnt)
        {
            try
            {
                Directory.CreateDirectory(_folder);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                Error = $"{_folder} cannot be made: {error.Message} The output is not kept";
                return -1;
            }

            fd = Libc.Open(path, Libc.OWriteOnly | Libc.OCreat | Libc.OAppend | Libc.OCloExec, 0x180);
        }

        if (fd < 0)
        {
            Error = $"{path} cannot be opened: {Libc.LastError()}; the output is not kept";
        }

        return fd;
    }

    // Offset and unix milliseconds, at most ten a second; a job of days gets them more and more rarely.
    private void Stamp(long nowMs, DateTimeOffset utcNow)
    {
        if (nowMs < _nextStampMs)
        {
            return;
        }

        _nextStampMs = nowMs + _stampEveryMs;
        if (++_stamps % StampsPerPace == 0)
        {
            _stampEveryMs *= 2;
        }

        if (_times < 0)
        {
            _times = Open(AttemptLogFiles.Times(_folder));
        }

        Span<byte> stamp = stackalloc byte[StampBytes];
        BinaryPrimitives.WriteInt64LittleEndian(stamp, _offset);
        BinaryPrimitives.WriteInt64LittleEndian(stamp[8..], utcNow.ToUnixTimeMilliseconds());
        if (_times >= 0)
        {
            WriteAll(_times, stamp);
        }
    }

    private static int WriteAll(int fd, ReadOnlySpan<byte> data)
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

    private static void Close(ref int fd)
    {
        if (fd >= 0)
        {
            _ = Libc.Close(fd);
            fd = -1;
        }
    }
}
