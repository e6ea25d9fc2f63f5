namespace Apex.Runner;

/// <summary>Settings of a <see cref="RunnerLink"/>.</summary>
public sealed record RunnerLinkOptions
{
    /// <summary>The runner's socket: environment variable <c>APEX_RUNNER_SOCKET</c> in a silo that a runner started.</summary>
    public required string SocketPath { get; init; }

    /// <summary>Root of the attempts' folders.</summary>
    public required string SpoolFolder { get; init; }

    /// <summary>Told when the runner cannot be reached; starts another when it is dead. Null: the link only waits.</summary>
    public IRunnerGuard? Guard { get; init; }
}

/// <summary>Sees to it that a host has a runner.</summary>
public interface IRunnerGuard
{
    /// <param name="runnerPid">The runner that was last connected; null if none was.</param>
    Task OnUnreachableAsync(int? runnerPid);
}
