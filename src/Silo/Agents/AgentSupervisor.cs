using Microsoft.Extensions.Hosting;

namespace Apex.Agents;

/// <summary>Runs an agent's work from the moment the silo is active until it stops, again and again if it fails.</summary>
/// <remarks>Orleans does not observe a grain service's background task, and an exception in its start would abort the silo: so the supervision is ours.</remarks>
public sealed partial class AgentSupervisor(IAgentWork work, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<AgentSupervisor> log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await ActiveAsync(stop);
            var pause = FirstPause;
            while (true)
            {
                var begun = time.GetTimestamp();
                try
                {
                    await work.RunAsync(stop);
                    stop.ThrowIfCancellationRequested();
                    throw new InvalidOperationException($"{work.Health.Name} stopped working by itself");
                }
                catch (Exception error) when (!stop.IsCancellationRequested)
                {
                    work.Health.Fail(error, AgentStatus.Error);
                    LogFailed(log, error, work.Health.Name, pause);
                }

                pause = time.GetElapsedTime(begun) > LongestPause ? FirstPause : pause;
                await Task.Delay(pause, time, stop);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            work.Health.Stop();
        }
    }

    private Task ActiveAsync(CancellationToken stop)
    {
        var active = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lifetime.ApplicationStarted.Register(() => active.TrySetResult());
        return active.Task.WaitAsync(stop);
    }

    [LoggerMessage(EventId = 2000, Level = LogLevel.Error, Message = "{Agent} failed and is run again in {Pause}")]
    private static partial void LogFailed(ILogger logger, Exception error, string agent, TimeSpan pause);
}
