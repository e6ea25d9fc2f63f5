using Apex.Planning;
using Apex.Runner;

namespace Apex.Services;

/// <summary>One order about one service, carried out: bring it up and watch it, or take it down.</summary>
/// <remarks>Whether Apex started it is what the runner's journal says: an unacknowledged start. So a silo that dies between two steps loses nothing.</remarks>
internal sealed class ServiceRun : IDisposable
{
    private readonly string _poolKey;
    private readonly string _pool;
    private readonly ServicePlan _service;
    private readonly ServiceTools _tools;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<AttemptEnd> _startEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ServiceRun(string poolKey, ServicePlan service, ServiceOrder order, ServiceTools tools)
    {
        (_poolKey, _service, Order, _tools) = (poolKey, service, order, tools);
        _pool = ServiceKeys.Split(poolKey).Pool;
        StartId = ServiceCommandId.Of(_pool, service.Name, ServiceRole.Start, order.Number);
    }

    public ServiceOrder Order { get; }

    public Categories.AttemptId StartId { get; }

    /// <summary>The last report; the final one once it has ended.</summary>
    public ServiceReport? Last { get; private set; }

    public Task Task { get; private set; } = Task.CompletedTask;

    public void Begin(Task previous) => Task = Task.Run(() => RunAsync(previous));

    /// <summary>Its start command has ended, or was not taken.</summary>
    public void StartEnded(AttemptEnd end) => _startEnd.TrySetResult(end);

    public void Cancel() => _stop.Cancel();

    /// <summary>Tells the last report again: the pool repeats its order, so it may not have heard.</summary>
    public Task TellAgainAsync() => Last is { } report ? _tools.Pools.TellAsync(_poolKey, report) : Task.CompletedTask;

    public void Dispose() => _stop.Dispose();

    private async Task RunAsync(Task previous)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await (Order.Up ? UpAsync() : DownAsync());
                return;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                _tools.Failed(Order.Key, error); // the runner or the store is away: from the beginning, which looks at what there is
                await Task.Delay(_tools.Times.TellAgain, _tools.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task UpAsync()
    {
        var begun = _tools.Time.GetTimestamp();
        var started = await IsStartedAsync();
        var pause = _tools.Times.FirstPause;
        while (true)
        {
            if (_startEnd.Task.IsCompletedSuccessfully && await _startEnd.Task is { } end && end is not { Cause: EndCause.Exited, ExitCode: 0 })
            {
                await GiveUpAsync(end);
                return;
            }

            var why = await _tools.Probe.LookAsync(_pool, _service, _stop.Token);
            if (why is null)
            {
                break;
            }

            if (_tools.Time.GetElapsedTime(begun).TotalMilliseconds >= _service.StartupTimeoutMs)
            {
                await FailAsync($"{why}; it had {_service.StartupTimeoutMs / 1000.0:0.###} s to come up (startup_timeout_seconds){(started ? Quote() : "")}", started);
                return;
            }

            if (!started && _service.Start is not null)
            {
                await _tools.Runner.PlaceAsync([ServiceSpecs.Start(_pool, _service, Order, _tools.Time.GetUtcNow())], _stop.Token);
                started = true;
            }

            await PauseAsync(pause);
            pause = pause * 2 < _tools.Times.LongestPause ? pause * 2 : _tools.Times.LongestPause;
        }

        await TellAsync(ServicePhase.Healthy, started, null);
        await WatchAsync(started);
    }

    private async Task WatchAsync(bool started)
    {
        var (misses, healthy, endSeen) = (0, true, false);
        while (true)
        {
            await PauseAsync(misses > 0 ? _tools.Times.LongestPause : _tools.Times.HealthInterval, wakeByEnd: !endSeen);
            string? ended = null;
            if (!endSeen && _startEnd.Task.IsCompletedSuccessfully && await _startEnd.Task is { } end)
            {
                if (end.Cause == EndCause.Lost)
                {
                    await GiveUpAsync(end);
                    return;
                }

                (endSeen, ended) = (true, $"its process {Ends.Words(end)}{Quote()}");
            }

            var why = await _tools.Probe.LookAsync(_pool, _service, _stop.Token);
            misses = why is null ? 0 : misses + 1;
            if (why is null && !healthy)
            {
                healthy = true;
                await TellAsync(ServicePhase.Healthy, started, null);
            }
            else if (why is not null && healthy && (misses >= _tools.Times.Misses || ended is not null))
            {
                healthy = false;
                var reason = ended is null ? why : $"{why}; {ended}";
                await TellAsync(ServicePhase.Unhealthy, started, reason);
                await _tools.Down(_pool, _service.Name, reason);
            }
        }
    }

    private async Task DownAsync()
    {
        var started = await IsStartedAsync();
        if (started)
        {
            await StopAsync();
        }

        await TellAsync(ServicePhase.Stopped, started, null);
        await AcknowledgeAsync(started);
    }

    /// <summary>The start failed, or went down with its runner.</summary>
    private async Task GiveUpAsync(AttemptEnd end)
    {
        if (end.Cause is EndCause.Lost or EndCause.Stopped)
        {
            // Its number is used up; what it left was swept.
            await TellAsync(ServicePhase.Starting, started: false, end.Reason);
            await AcknowledgeAsync(started: true);
            return;
        }

        await FailAsync($"its start command {Ends.Words(end)}{Quote()}", started: true);
    }

    private async Task FailAsync(string reason, bool started)
    {
        if (started)
        {
            await StopAsync();
        }

        await TellAsync(ServicePhase.Failed, started, reason);
        await AcknowledgeAsync(started);
    }

    /// <summary>By its own command, if it has one, and then whatever is left.</summary>
    private async Task StopAsync()
    {
        if (_service.Stop is not null)
        {
            var (end, output) = await _tools.Commands.RunAsync(_pool, _service, ServiceRole.Stop, _tools.Times.StopLimit, _stop.Token);
            if (end is not { Cause: EndCause.Exited, ExitCode: 0 })
            {
                _tools.StopFailed(Order.Key, $"{Ends.Words(end)}{Ends.Quote(output)}");
            }
        }

        if (!_startEnd.Task.IsCompleted)
        {
            await _tools.Runner.StopAsync([new StopOrder(StartId, ServiceSpecs.Epoch, EndCause.Stopped, "nobody uses the service any more")], _stop.Token);
            await _startEnd.Task.WaitAsync(_stop.Token);
        }
    }

    private async Task<bool> IsStartedAsync()
    {
        var held = (await _tools.Runner.InventoryAsync(_stop.Token)).FirstOrDefault(held => held.Id == StartId);
        if (held?.End is { } end)
        {
            StartEnded(end);
        }

        return held is not null;
    }

    private async Task AcknowledgeAsync(bool started)
    {
        if (started)
        {
            await _tools.Runner.AcknowledgeAsync([StartId], _stop.Token);
        }
    }

    private async Task TellAsync(ServicePhase phase, bool started, string? reason)
    {
        Last = new ServiceReport { Key = Order.Key, Number = Order.Number, Phase = phase, Started = started, Reason = reason };
        while (true)
        {
            try
            {
                await _tools.Pools.TellAsync(_poolKey, Last).WaitAsync(_stop.Token);
                return;
            }
            catch (Exception error) when (!_stop.IsCancellationRequested)
            {
                _tools.Failed(Order.Key, error);
            }

            await Task.Delay(_tools.Times.TellAgain, _tools.Time, _stop.Token);
        }
    }

    private async Task PauseAsync(TimeSpan pause, bool wakeByEnd = true)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var waiting = Task.Delay(pause, _tools.Time, over.Token);
        await (wakeByEnd && !_startEnd.Task.IsCompleted ? Task.WhenAny(waiting, _startEnd.Task) : Task.WhenAny(waiting));
        await over.CancelAsync();
        _stop.Token.ThrowIfCancellationRequested();
    }

    private string Quote() => Ends.Quote(_tools.Commands.Tail(StartId));
}
