namespace Apex.Runner.Native;

/// <summary>One pipe for stdout and stderr of a command: we read without blocking, the command writes as to any pipe.</summary>
internal static unsafe class OutputPipe
{
    private const int SetStatusFlags = 4;

    /// <exception cref="IOException">No descriptors left.</exception>
    public static (int Read, int Write) Create()
    {
        var ends = stackalloc int[2];
        if (Libc.Pipe2(ends, Libc.OCloExec) != 0)
        {
            throw new IOException($"no pipe for the command's output: {Libc.LastError()}");
        }

        _ = Libc.Fcntl(ends[0], SetStatusFlags, Libc.ONonBlock);
        return (ends[0], ends[1]);
    }

    /// <returns>Bytes; 0 at the end; −1 if nothing is there now.</returns>
    public static int Read(int fd, Span<byte> buffer)
    {
        fixed (byte* pointer = buffer)
        {
            return (int)Libc.Read(fd, pointer, (nuint)buffer.Length);
        }
    }
}
