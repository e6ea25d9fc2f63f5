namespace Apex.Local;

/// <summary>Folders of the local silo under <c>$APEX_HOME</c>.</summary>
internal sealed record ApexHome(string Folder)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string SiloFile => Path.Combine(Folder, "silo.json");

    public string Bin => Path.Combine(Folder, "bin");

    public string Logs => Path.Combine(Folder, "logs", "orchestration");

    /// <summary><c>APEX_HOME</c>; inside an attempt of another Apex a home in the attempt's folder, so that the inner silo dies with it; else <c>~/.apex</c>.</summary>
    public static ApexHome Find(IReadOnlyDictionary<string, string> environment, string currentFolder)
    {
        if (environment.GetValueOrDefault("APEX_HOME") is { Length: > 0 } explicitHome)
        {
            return new ApexHome(Path.GetFullPath(explicitHome, currentFolder));
        }

        var nested = environment.Keys.Any(name => name.StartsWith("APEX_MARK_", StringComparison.Ordinal));
        if (nested && environment.GetValueOrDefault("APEX_ATTEMPT_DIR") is { Length: > 0 } attempt)
        {
            return new ApexHome(Path.Combine(attempt, "home"));
        }

        return environment.GetValueOrDefault("HOME") is { Length: > 0 } user
            ? new ApexHome(Path.Combine(user, ".apex"))
            : throw CliException.Usage("neither APEX_HOME nor HOME is set: where shall the local silo keep its data?", "set APEX_HOME to a folder of yours");
    }

    /// <summary>Makes the folder, readable by its owner only.</summary>
    /// <exception cref="CliException">It cannot be made or written.</exception>
    public void Create()
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                throw new PlatformNotSupportedException("local silos run on Linux");
            }

            Directory.CreateDirectory(Folder, OwnerOnly);
            var probe = Path.Combine(Folder, $".write-{Environment.ProcessId}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException("home_not_writable", ExitCode.Error, $"the folder of the local silo cannot be written: {Folder}: {error.Message}", error)
            {
                Hints = ["make it writable, or set APEX_HOME to a folder of yours"],
            };
        }
    }
}
