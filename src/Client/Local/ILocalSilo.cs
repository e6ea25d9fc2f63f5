namespace Apex.Local;

/// <summary>The silo of this user's <c>$APEX_HOME</c>.</summary>
internal interface ILocalSilo
{
    /// <summary>How it is. Starts nothing.</summary>
    LocalSiloStatus Status();

    /// <summary>The silo that runs, of this client's build; starts or replaces it where needed and waits until its file stands.</summary>
    /// <param name="deadline">How long to wait for it.</param>
    /// <param name="settings">Each <c>NAME=VALUE</c>, for a runner and silo that are started now.</param>
    /// <param name="cancellationToken">Ends the wait; what was started goes on.</param>
    /// <exception cref="CliException">It does not come up within its deadline; or one runs that was not started with these settings.</exception>
    Task<SiloInfo> EnsureAsync(TimeSpan deadline, IReadOnlyList<string> settings, CancellationToken cancellationToken);

    /// <summary>Stops silo and runner. Commands that run stay with the runner when <paramref name="force"/> is set.</summary>
    Task StopAsync(bool force, CancellationToken cancellationToken);
}

/// <param name="Home">Folder of the silo's data.</param>
/// <param name="Silo">What its file says; null if there is none.</param>
/// <param name="Running">True if the process of the file lives.</param>
/// <param name="RunnerRunning">True if the runner of the file lives.</param>
/// <param name="ClientBuild">Build that this client would start; null if its program is missing.</param>
internal sealed record LocalSiloStatus(string Home, SiloInfo? Silo, bool Running, bool RunnerRunning, string? ClientBuild)
{
    /// <summary>True if it runs another build than this client would start.</summary>
    public bool OtherBuild => Running && ClientBuild is not null && Silo!.Build != ClientBuild;
}
