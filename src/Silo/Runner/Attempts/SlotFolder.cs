using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>
/// Gives each attempt of one slot its folder. One that was silent and keeps nothing leaves it empty: then it becomes the next one's. So silent
/// attempts leave nothing on the disk, and a slot is not held up by the making of folders, which on ext4 is the dearest thing that it does: 0.2 to
/// 0.3 ms where many files were deleted lately, against 0.01 ms to move one.
/// </summary>
internal sealed class SlotFolder
{
    private const uint Everything = 0x1FF; // less the umask, as the library does

    private string? _left;

    /// <summary>Makes it. What ran in this slot before has ended, and all that came of it; else <see cref="Keep"/> was called.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public void Make(string folder, bool isFreeAfterwards)
    {
        var left = _left;
        _left = null;
        if (left is null || !IsAsNew(left) || Libc.Rename(left, folder) != 0)
        {
            Create(folder);
        }

        _left = isFreeAfterwards ? folder : null;
    }

    /// <summary>The last one stays whose it is.</summary>
    public void Keep() => _left = null;

    private static void Create(string folder)
    {
        if (Libc.MkDir(folder, Everything) != 0)
        {
            Directory.CreateDirectory(folder); // the layer's is missing too, it is there already, or this says what is wrong
        }
    }

    /// <summary>Still a folder, still ours to use, with nothing in it: the command could do what it liked with it.</summary>
    private static bool IsAsNew(string folder)
    {
        try
        {
            var info = new DirectoryInfo(folder);
            return info.Exists
                && !info.Attributes.HasFlag(FileAttributes.ReparsePoint)
                && info.UnixFileMode.HasFlag(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)
                && !info.EnumerateFileSystemInfos().Any();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
