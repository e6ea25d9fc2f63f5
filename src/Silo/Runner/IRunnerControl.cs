namespace Apex.Runner;

/// <summary>What a silo may ask of the host process that supervises it.</summary>
public interface IRunnerControl
{
    /// <summary>Asks silo and runner to stop. Without force it is refused while attempts are held.</summary>
    /// <returns>Why not; null if it stops.</returns>
    Task<string?> ShutdownAsync(bool force, CancellationToken cancellationToken);
}

/// <inheritdoc/>
internal sealed class SocketRunnerControl(RunnerLinkOptions options) : IRunnerControl
{
    public async Task<string?> ShutdownAsync(bool force, CancellationToken cancellationToken)
    {
        var (answer, _) = await RunnerClient.AskAsync(options.SocketPath, new RunnerFrame { Type = FrameType.Shutdown, Force = force }, cancellationToken);
        return answer.Error;
    }
}
