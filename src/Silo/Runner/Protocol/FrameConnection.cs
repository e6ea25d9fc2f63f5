using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Channels;

namespace Apex.Runner;

/// <summary>Frames over a Unix socket: four bytes of length, then JSON. What is sent while a write is under way goes out together.</summary>
internal sealed class FrameConnection : IDisposable
{
    /// <summary>Highest and lowest protocol version spoken here.</summary>
    public const int Version = 1;

    public const int OldestVersion = 1;

    private const int LengthBytes = 4;
    private const int LongestFrame = 64 * 1024 * 1024;
    private const int MostPending = 100_000;
    private const int SendAtLeast = 64 * 1024;
    private const int CredentialOption = 17;
    private const int SocketLevel = 1;

    private readonly Socket _socket;
    private readonly Channel<RunnerFrame> _outgoing = Channel.CreateBounded<RunnerFrame>(
        new BoundedChannelOptions(MostPending)
        {
            SingleReader = true,
            FullMode = BoundedChannelFullMode.Wait,

            // Whoever sends also writes, if nobody does: waking a pool thread costs more than the write.
            AllowSynchronousContinuations = true,
        });

    private readonly Task _writing;
    private byte[] _incoming = new byte[16 * 1024];
    private int _start;
    private int _end;

    public FrameConnection(Socket socket)
    {
        _socket = socket;
        _writing = WriteAllAsync();
    }

    /// <summary>Process and user at the other end.</summary>
    public (int Pid, uint Uid) Peer()
    {
        // struct ucred: pid, uid, gid.
        Span<byte> credentials = stackalloc byte[12];
        _socket.GetRawSocketOption(SocketLevel, CredentialOption, credentials);
        return (BinaryPrimitives.ReadInt32LittleEndian(credentials), BinaryPrimitives.ReadUInt32LittleEndian(credentials[4..]));
    }

    /// <summary>Sends in order, without waiting. One who never reads is cut off.</summary>
    public void Send(RunnerFrame frame)
    {
        if (!_outgoing.Writer.TryWrite(frame))
        {
            Dispose();
        }
    }

    /// <returns>Null when the other end is gone.</returns>
    /// <exception cref="InvalidDataException">What came is no frame.</exception>
    public async ValueTask<RunnerFrame?> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (TryTake() is { } frame)
                {
                    return frame;
                }

                MakeRoom();
                var count = await _socket.ReceiveAsync(_incoming.AsMemory(_end), cancellationToken);
                if (count == 0)
                {
                    return null;
                }

                _end += count;
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Reset instead of an orderly end: gone all the same.
            return null;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"not a runner frame: {error.Message}", error);
        }
    }

    public void Dispose()
    {
        _outgoing.Writer.TryComplete();
        _socket.Dispose();
    }

    /// <summary>Sends what is pending, then ends.</summary>
    public async Task CloseAsync()
    {
        _outgoing.Writer.TryComplete();
        await _writing.WaitAsync(TimeSpan.FromSeconds(1)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
    }

    private RunnerFrame? TryTake()
    {
        var available = _incoming.AsSpan(_start, _end - _start);
        if (available.Length < LengthBytes)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(available);
        if (length is <= 0 or > LongestFrame)
        {
            throw new InvalidDataException($"a runner frame of {length} bytes");
        }

        if (available.Length < LengthBytes + length)
        {
            return null;
        }

        _start += LengthBytes + length;
        return JsonSerializer.Deserialize(available.Slice(LengthBytes, length), RunnerJson.Default.RunnerFrame);
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _incoming.AsSpan(_start, _end - _start).CopyTo(_incoming);
            _end -= _start;
            _start = 0;
        }

        if (_end == _incoming.Length)
        {
            Array.Resize(ref _incoming, _incoming.Length * 2);
        }
    }

    private async Task WriteAllAsync()
    {
        var buffer = new ArrayBufferWriter<byte>(SendAtLeast);
        using var writer = new Utf8JsonWriter(Stream.Null);
        try
        {
            while (await _outgoing.Reader.WaitToReadAsync())
            {
                buffer.ResetWrittenCount();
                while (buffer.WrittenCount < SendAtLeast && _outgoing.Reader.TryRead(out var frame))
                {
                    Append(buffer, writer, frame);
                }

                for (var sent = 0; sent < buffer.WrittenCount;)
                {
                    sent += await _socket.SendAsync(buffer.WrittenMemory[sent..]);
                }
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The other end is gone; the reader of this connection sees it too and says so.
            Dispose();
        }
    }

    private static void Append(ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer, RunnerFrame frame)
    {
        var start = buffer.WrittenCount;
        buffer.GetSpan(LengthBytes);
        buffer.Advance(LengthBytes);
        writer.Reset(buffer);
        JsonSerializer.Serialize(writer, frame, RunnerJson.Default.RunnerFrame);
        writer.Flush();
        var head = System.Runtime.InteropServices.MemoryMarshal.AsMemory(buffer.WrittenMemory).Span.Slice(start, LengthBytes);
        BinaryPrimitives.WriteInt32LittleEndian(head, buffer.WrittenCount - start - LengthBytes);
    }
}
