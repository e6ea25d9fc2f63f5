namespace Apex.Local;

/// <summary>Copies the silo's binaries to <c>$APEX_HOME/bin/&lt;build&gt;</c>, from where they run: a project under test may be this repository and rebuild its own.</summary>
internal sealed class PrivateCopy(string source, ApexHome home, IProcessTable processes, TimeProvider time)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // A copy that another apex has just made and not started yet is in use by nobody.
    private static readonly TimeSpan _settling = TimeSpan.FromMinutes(10);

    /// <summary>Identity of the build beside this client.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public string Build() =>
        Directory.Exists(source) && File.Exists(Path.Combine(source, "Apex.Silo.dll"))
            ? ApexBuild.Of(source)
            : throw new CliException("silo_missing", ExitCode.Error, $"the silo's program is not where it belongs: {source}")
            {
                Hints = ["build it with `dotnet build src/Client`, or install apex again"],
            };

    /// <summary>Path of the silo's program in the private copy of this build; copies it first if it is not there.</summary>
    public string Ensure(string build)
    {
        var target = Path.Combine(home.Bin, build);
        var program = Path.Combine(target, "Apex.Silo");
        if (File.Exists(program))
        {
            return program;
        }

        try
        {
            Directory.CreateDirectory(home.Bin);
            var temporary = Path.Combine(home.Bin, $".{build}.{Environment.ProcessId}");
            DeleteIfThere(temporary);
            CopyFolder(source, temporary);
            Publish(temporary, target);
            return program;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException("home_not_writable", ExitCode.Error, $"the silo cannot be copied to {target}: {error.Message}", error)
            {
                Hints = ["free some space or make the folder writable, or set APEX_HOME to another folder"],
            };
        }
    }

    /// <summary>Removes copies of other builds that nobody runs from. Best effort.</summary>
    /// <returns>A sentence for each copy: removed, or why not.</returns>
    public IReadOnlyList<string> RemoveOthers(string build)
    {
        var report = new List<string>();
        if (!Directory.Exists(home.Bin))
        {
            return report;
        }

        foreach (var folder in Directory.EnumerateDirectories(home.Bin).Where(folder => Path.GetFileName(folder) != build))
        {
            var young = time.GetUtcNow().UtcDateTime - Directory.GetLastWriteTimeUtc(folder) < _settling;
            if (young || processes.RunsFrom(folder))
            {
                continue;
            }

            try
            {
                Directory.Delete(folder, recursive: true);
                report.Add($"removed the unused copy {folder}");
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                report.Add($"the unused copy {folder} could not be removed: {error.Message}");
            }
        }

        return report;
    }

    private static void Publish(string temporary, string target)
    {
        try
        {
            Directory.Move(temporary, target);
        }
        catch (IOException) when (Directory.Exists(target))
        {
            Directory.Delete(temporary, recursive: true); // another apex was first; its copy is the same build
        }
    }

    private static void CopyFolder(string from, string to)
    {
        if (!OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(to, OwnerOnly);
        }

        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var folder in Directory.EnumerateDirectories(from))
        {
            CopyFolder(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }

    private static void DeleteIfThere(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
