using Microsoft.Extensions.Logging;

namespace Apex.Runner;

/// <summary>A runner's life: commands, a silo, and callers on the socket, until it was stopped and nothing runs.</summary>
internal sealed partial class HostProcess(ApexHome home, RunnerCore core, TimeProvider time, ILogger logger) : IHostControl
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    private readonly SiloSupervisor _supervisor = new(home, core, time, logger);

    /// <summary>How long a silo may take to stop before it is killed.</summary>
    public TimeSpan SiloStopPatience
    {
        init => _supervisor.StopPatience = value;
    }

    private readonly Lock _gate = new();
    private IReadOnlyList<string> _settings = [];
    private SiloCommand? _wanted;
    private TaskCompletionSource _siloEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _supervising;
    private bool _ending;

    /// <returns>Exit code.</returns>
    public async Task<int> RunAsync(SiloCommand command, int? siloPid)
    {
        _settings = command.Settings;
        for (SiloCommand? next = command; next is not null;)
        {
            lock (_gate)
            {
                (_supervising, _wanted) = (true, null);
                _siloEnded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            await core.ReopenAsync();
            var isOrderly = await _supervisor.RunAsync(next, siloPid, HoldsAttemptsAsync);
            siloPid = null;
            lock (_gate)
            {
                _supervising = false;
                _siloEnded.TrySetResult();
            }

            if (!isOrderly)
            {
                _ending = true;
                return 1;
            }

            await core.CloseAsync("the host is being stopped; it was given back unstarted");
            next = await DrainAsync();
        }

        LogEnd();
        return 0;
    }

    public async Task<string?> EnsureSiloAsync(string folder, string build)
    {
        var command = SiloCommand.From(folder, build) with { Settings = _settings };
        lock (_gate)
        {
            if (_ending)
            {
                return "this runner is ending; start another";
            }

            if (!_supervising)
            {
                _wanted = command;
                return null;
            }
        }

        if (_supervisor.Build == build || await _supervisor.ReplaceAsync(command))
        {
            return null;
        }

        // It is being stopped: what comes after that is a silo again.
        lock (_gate)
        {
            _wanted = command;
            return _ending ? "this runner is ending; start another" : null;
        }
    }

    public async Task<string?> ShutdownAsync(bool force)
    {
        var open = (await core.InventoryAsync()).Where(held => held.State != HeldState.Ended && !ServiceCommandId.Is(held.Id)).ToList();
        if (open.Count > 0 && !force)
        {
            return $"{open.Count} attempts are held here; they would go on without a silo until they end:\n"
                + string.Join('\n', open.Select(held => $"{held.Id} {(held.State == HeldState.Running ? "running" : "waiting")}"));
        }

        LogShutdown(open.Count);
        Task ended;
        lock (_gate)
        {
            _wanted = null;
            ended = _siloEnded.Task;
        }

        await _supervisor.StopAsync();
        await ended;
        return null;
    }

    public async Task<RunnerStatus> StatusAsync()
    {
        var held = await core.InventoryAsync();
        return new RunnerStatus(
            Environment.ProcessId, _supervisor.SiloPid, _supervisor.Build,
            held.Count(attempt => attempt.State == HeldState.Waiting),
            held.Count(attempt => attempt.State == HeldState.Running),
            held.Count(attempt => attempt.State == HeldState.Ended));
    }

    // Waits for what runs. Ends that nobody recorded stand in the journal, for the next runner to tell.
    private async Task<SiloCommand?> DrainAsync()
    {
        while (true)
        {
            var held = (await core.InventoryAsync()).Where(held => held.State != HeldState.Ended).ToList();
            var holds = held.Count > 0;
            if (held.TrueForAll(attempt => ServiceCommandId.Is(attempt.Id)))
            {
                // Nothing that runs here uses them, and no silo is there to stop them.
                await core.StopAsync([.. held.Select(service => new StopOrder(service.Id, service.Epoch, EndCause.Stopped, "the host is being stopped"))]);
            }

            lock (_gate)
            {
                if (_wanted is { } wanted)
                {
                    return wanted;
                }

                if (!holds)
                {
                    _ending = true;
                    return null;
                }
            }

            await Task.Delay(LookEvery, time);
        }
    }

    private async Task<bool> HoldsAttemptsAsync() => (await core.InventoryAsync()).Any(held => held.State != HeldState.Ended);

    [LoggerMessage(4601, LogLevel.Information, "Stop asked for; {Count} attempts are held")]
    private partial void LogShutdown(int count);

    [LoggerMessage(4602, LogLevel.Information, "The runner ends")]
    private partial void LogEnd();
}
