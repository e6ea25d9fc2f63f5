namespace Apex.Runner.Native;

/// <summary>An <c>flock</c> that lasts as long as this object, or the process.</summary>
internal sealed class FileLock : IDisposable
{
    private const int Exclusive = 2;
    private const int NonBlocking = 4;

    private readonly int _fd;

    private FileLock(int fd) => _fd = fd;

    /// <returns>Null if another process holds it.</returns>
    /// <exception cref="IOException">The lock file cannot be opened.</exception>
    public static FileLock? TryTake(string path)
    {
        var fd = Libc.Open(path, Libc.OReadWrite | Libc.OCreat | Libc.OCloExec, 0x180);
        if (fd < 0)
        {
            throw new IOException($"{path} cannot be opened: {Libc.LastError()}");
        }

        if (Libc.FLock(fd, Exclusive | NonBlocking) == 0)
        {
            return new FileLock(fd);
        }

        _ = Libc.Close(fd);
        return null;
    }

    public void Dispose() => _ = Libc.Close(_fd);
}
