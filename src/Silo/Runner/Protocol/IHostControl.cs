namespace Apex.Runner;

/// <summary>What the socket may ask of the host process besides attempts.</summary>
internal interface IHostControl
{
    /// <summary>Sees to it that a silo of this build runs; replaces one of another build while commands go on.</summary>
    /// <returns>Why not; null if it is done.</returns>
    Task<string?> EnsureSiloAsync(string folder, string build);

    /// <summary>Stops the silo, and the runner once no command runs.</summary>
    /// <returns>Why not; null when the silo has ended.</returns>
    Task<string?> ShutdownAsync(bool force);

    Task<RunnerStatus> StatusAsync();
}
