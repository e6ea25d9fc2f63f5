using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Apex.Runner.Native;

/// <summary>Level-triggered epoll with a wake-up call. Descriptors may be added from any thread.</summary>
internal sealed unsafe class Epoll : IDisposable
{
    /// <summary>Token of the wake-up call.</summary>
    public const long WakeToken = -1;

    private const int Add = 1;
    private const int Remove = 2;
    private const uint In = 1;
    private const int MaxEvents = 256;
    private const int NonBlockCloExec = Libc.ONonBlock | Libc.OCloExec;

    // struct epoll_event is packed on x64 alone.
    private static readonly bool Packed = RuntimeInformation.ProcessArchitecture == Architecture.X64;
    private static readonly int Stride = Packed ? 12 : 16;
    private static readonly int DataOffset = Packed ? 4 : 8;

    private readonly byte[] _events = GC.AllocateArray<byte>(MaxEvents * 16, pinned: true);
    private readonly int _epoll;
    private readonly int _wake;

    public Epoll()
    {
        _epoll = Libc.EpollCreate(Libc.OCloExec);
        _wake = Libc.EventFd(0, NonBlockCloExec);
        if (_epoll < 0 || _wake < 0)
        {
            throw new IOException($"epoll could not be set up: {Libc.LastError()}");
        }

        Watch(_wake, WakeToken);
    }

    public void Watch(int fd, long token)
    {
        Span<byte> change = stackalloc byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(change, In);
        BinaryPrimitives.WriteInt64LittleEndian(change[DataOffset..], token);
        fixed (byte* pointer = change)
        {
            if (Libc.EpollCtl(_epoll, Add, fd, pointer) != 0)
            {
                throw new IOException($"epoll does not take descriptor {fd}: {Libc.LastError()}");
            }
        }
    }

    /// <summary>
    /// Closes a watched descriptor. Closing alone would not end the watch: a process that another thread is spawning just now
    /// holds a copy until its exec, and the loop would spin on it.
    /// </summary>
    public void Close(int fd)
    {
        var change = stackalloc byte[16];
        _ = Libc.EpollCtl(_epoll, Remove, fd, change);
        _ = Libc.Close(fd);
    }

    /// <summary>Makes a <see cref="Wait"/> return. Any thread.</summary>
    public void Wake()
    {
        ulong one = 1;
        _ = Libc.Write(_wake, &one, sizeof(ulong));
    }

    /// <summary>Fills in the tokens that are ready.</summary>
    public int Wait(Span<long> tokens, int timeoutMs)
    {
        fixed (byte* events = _events)
        {
            var count = Libc.EpollWait(_epoll, events, Math.Min(MaxEvents, tokens.Length), timeoutMs);
            if (count < 0)
            {
                return Marshal.GetLastPInvokeError() == Libc.EIntr ? 0 : throw new IOException($"epoll_wait: {Libc.LastError()}");
            }

            for (var i = 0; i < count; i++)
            {
                tokens[i] = BinaryPrimitives.ReadInt64LittleEndian(_events.AsSpan((i * Stride) + DataOffset));
                if (tokens[i] == WakeToken)
                {
                    ulong ignored;
                    _ = Libc.Read(_wake, &ignored, sizeof(ulong));
                }
            }

            return count;
        }
    }

    public void Dispose()
    {
        _ = Libc.Close(_epoll);
        _ = Libc.Close(_wake);
    }
}
