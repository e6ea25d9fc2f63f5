using Apex.Settings;
using Microsoft.Extensions.Hosting;

namespace Apex.Agents;

/// <summary>Runs an agent's work from the moment the silo is active until it stops, again and again if it fails, does not come up, or falls silent.</summary>
/// <remarks>Orleans does not observe a grain service's background task, and an exception in its start would abort the silo: so the supervision is ours.</remarks>
public sealed partial class AgentSupervisor(IAgentWork work, AgentSettings settings, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<AgentSupervisor> log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(1);

    /// <summary>Lives that failed without a long one between them: the first may be a moment's trouble, two are not.</summary>
    private int _failures;

    public async Task RunAsync(CancellationToken stop)
    {
        (work.Health.Heartbeat, work.Health.StaleAfter) = (TimeSpan.FromSeconds(settings.HeartbeatSeconds), TimeSpan.FromSeconds(settings.StaleSeconds));
        if (AgentSwitch.Off(settings, work.Health.Name) is { } off)
        {
            work.Health.Stop($"it is switched off by the setting {off}");
            LogSwitchedOff(log, work.Health.Name, off);
            return;
        }

        try
        {
            await ActiveAsync(stop);
            var pause = FirstPause;
            while (true)
            {
                var begun = time.GetTimestamp();
                try
                {
                    await LiveAsync(stop);
                    stop.ThrowIfCancellationRequested();
                    throw new InvalidOperationException($"{work.Health.Name} stopped working by itself");
                }
                catch (Exception error) when (!stop.IsCancellationRequested)
                {
                    var settled = time.GetElapsedTime(begun) > LongestPause && error is not TimeoutException;
                    (_failures, pause) = settled ? (1, FirstPause) : (_failures + 1, pause);
                    work.Health.Fail(error, _failures > 1 || error is TimeoutException ? AgentStatus.Error : AgentStatus.Degraded);
                    LogFailed(log, error, work.Health.Name, pause);
                }

                await Task.Delay(pause, time, stop);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            work.Health.Leave();
        }
    }

    /// <summary>One life of the work. Ends with its exception, or with what its silence came to.</summary>
    private async Task LiveAsync(CancellationToken stop)
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var working = Task.Run(() => work.RunAsync(life.Token), life.Token);
        var silence = await SilenceAsync(working, stop);
        if (silence is not null)
        {
            // Said before its end is waited for: what does not hear the cancellation stays in error, and is not run a second time beside itself.
            work.Health.Fail(silence, AgentStatus.Error);
            await life.CancelAsync();
            await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw silence;
        }

        await working;
    }

    /// <returns>Null when the work ended by itself; else what its silence means.</returns>
    private async Task<TimeoutException?> SilenceAsync(Task working, CancellationToken stop)
    {
        var (begun, before) = (time.GetTimestamp(), work.Health.Beats);
        var startTimeout = TimeSpan.FromSeconds(settings.StartTimeoutSeconds);
        var look = work.Health.Heartbeat / 4 < LongestLook ? work.Health.Heartbeat / 4 : LongestLook;
        while (true)
        {
            using var turn = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var first = await Task.WhenAny(working, Task.Delay(look, time, turn.Token));
            await turn.CancelAsync();
            if (first == working || stop.IsCancellationRequested)
            {
                return null;
            }

            if (work.Health.Beats == before)
            {
                if (time.GetElapsedTime(begun) > startTimeout)
                {
                    return new TimeoutException($"it did not come up within {settings.StartTimeoutSeconds:0.#} s");
                }
            }
            else if (work.Health.Silence() is { } silence && silence > work.Health.StaleAfter)
            {
                return new TimeoutException($"it gave no sign of life for {silence.TotalSeconds:0.#} s and is begun anew");
            }
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

    [LoggerMessage(EventId = 2001, Level = LogLevel.Warning, Message = "{Agent} is switched off by the setting {Setting}")]
    private static partial void LogSwitchedOff(ILogger logger, string agent, string setting);
}
