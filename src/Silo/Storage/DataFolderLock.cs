using System.Globalization;

namespace Apex.Storage;

/// <summary>Keeps every other silo away from a data folder, for as long as the process lives.</summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _lock;

    private DataFolderLock(FileStream held) => _lock = held;

    /// <exception cref="StorageUnavailableException">Another process has it, it cannot be made, or the disk cannot lock.</exception>
    public static DataFolderLock Take(string folder)
    {
        var path = Path.GetFullPath(folder);
        CreateFolder(path);
        RefuseNetwork(path);
        var file = Path.Combine(path, ".lock");
        var held = Open(file)
            ?? throw new StorageUnavailableException(
                $"The data folder {path} is in use by process {ReadOwner(path)}. One silo at a time may use it: stop that one, or use another APEX_HOME.");
        try
        {
            // .NET takes no lock where the file system has none, or where the environment switches it off, and says nothing.
            using var second = Open(file);
            if (second is not null)
            {
                throw new StorageUnavailableException($"The data folder {path} is on a file system without file locks. Use a local disk.");
            }

            File.WriteAllText(OwnerFile(path), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DataFolderLock(held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public void Dispose() => _lock.Dispose();

    private static void CreateFolder(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException($"The data folder {path} cannot be created: {error.Message}", error);
        }
    }

    private static void RefuseNetwork(string path)
    {
        var drive = new DriveInfo(path);
        if (drive.DriveType == DriveType.Network)
        {
            throw new StorageUnavailableException(
                $"The data folder {path} is on a network file system ({drive.DriveFormat}), where SQLite loses data. Use a local disk.");
        }
    }

    /// <returns>Null if somebody else has it.</returns>
    private static FileStream? Open(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new StorageUnavailableException($"The data folder's lock {file} cannot be opened: {error.Message}", error);
        }
        catch (IOException error) when (error.GetType() != typeof(IOException))
        {
            throw new StorageUnavailableException($"The data folder's lock {file} cannot be opened: {error.Message}", error);
        }
        catch (IOException)
        {
            return null; // a sharing violation has no type of its own
        }
    }

    /// <summary>In a file beside the lock: a locked file cannot be read by others.</summary>
    private static string OwnerFile(string folder) => Path.Combine(folder, ".lock-owner");

    private static string ReadOwner(string folder)
    {
        try
        {
            return File.ReadAllText(OwnerFile(folder)).Trim();
        }
        catch (IOException)
        {
            return "(unknown)"; // it has the lock, but has not written its number yet
        }
    }
}
