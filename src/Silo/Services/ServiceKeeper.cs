using System.Collections.Concurrent;
using Apex.Agents;
using Apex.Categories;
using Apex.Persistence;
using Apex.Runner;

namespace Apex.Services;

/// <summary>The services of this host: brings up, watches and takes down what pools ask for. Remembers nothing that the pools' rows and the runner's journal do not bring back.</summary>
public sealed partial class ServiceKeeper : IDisposable
{
    private readonly IRunnerLink _runner;
    private readonly FollowedAttempts _followed;
    private readonly IPlanStore _plans;
    private readonly IServicePools _pools;
    private readonly ServiceCommands _commands;
    private readonly ServiceProbe _probe;
    private readonly ServiceTools _tools;
    private readonly ILogger<ServiceKeeper> _log;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Pool, string Key), ServiceRun> _runs = [];
    private readonly ConcurrentDictionary<AttemptId, AttemptEnd> _ends = new();
    private readonly ConcurrentDictionary<AttemptId, bool> _strangers = new();
    private Task _dropping = Task.CompletedTask;

    public ServiceKeeper(IRunnerLink runner, FollowedAttempts followed, IPlanStore plans, IServicePools pools, ServiceTimes times, TimeProvider time, ILogger<ServiceKeeper> log)
    {
        (_runner, _followed, _plans, _pools, _log) = (runner, followed, plans, pools, log);
        _commands = new ServiceCommands(runner, time);
        _probe = new ServiceProbe(_commands, times);
        _tools = new ServiceTools(runner, _commands, _probe, pools, times, time)
        {
            Failed = (service, error) => LogFailed(service, error),
            Down = TakeBackAsync,
            StopFailed = (service, how) => LogStopFailed(service, how),
        };
    }

    /// <summary>Takes orders. Those that are being carried out go on.</summary>
    public async Task KeepAsync(KeepServicesRequest request)
    {
        foreach (var order in request.Orders)
        {
            if (Find(request.Pool, order.Key) is { } run && run.Order.Number == order.Number && run.Order.Up == order.Up)
            {
                if (run.Task.IsCompleted)
                {
                    await run.TellAgainAsync();
                }

                continue;
            }

            var plan = await _plans.LoadAsync(order.PlanHash);
            Begin(request.Pool, order, plan.Services.Find(service => service.Name == order.Name) ?? throw new KeyNotFoundException($"plan {order.PlanHash} has no service {order.Name}"));
        }
    }

    /// <summary>Takes what the runner tells of services.</summary>
    /// <returns>True if it is about one, and nobody else's business.</returns>
    public bool Take(RunnerEvent told)
    {
        switch (told)
        {
            case RunnerConnected connected:
                _ = SettleAsync(connected.Runner.HostId);
                return false;
            case AttemptBegan began:
                return ServiceCommandId.Is(began.Id);
            case AttemptEnded ended when ServiceCommandId.Is(ended.End.Id):
                End(ended.End);
                return true;
            case AttemptRefused refused when ServiceCommandId.Is(refused.Id):
                End(new AttemptEnd
                {
                    Id = refused.Id,
                    Epoch = refused.Epoch,
                    Cause = refused.Kind == RefusalKind.Impossible ? EndCause.CannotStart : EndCause.Lost,
                    FinishedAt = _tools.Time.GetUtcNow(),
                    Reason = refused.Reason,
                });
                return true;
            default:
                return false;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var run in _runs.Values)
            {
                run.Cancel();
            }
        }

        _probe.Dispose();
    }

    private void Begin(string pool, ServiceOrder order, Planning.ServicePlan service)
    {
        lock (_gate)
        {
            var key = (pool, order.Key);
            var before = _runs.GetValueOrDefault(key);
            if (before is not null && before.Order.Number == order.Number && before.Order.Up == order.Up)
            {
                return; // two requests at the same time
            }

            var run = _runs[key] = new ServiceRun(pool, service, order, _tools);
            if (_ends.TryRemove(run.StartId, out var end))
            {
                run.StartEnded(end);
            }

            before?.Cancel();
            run.Begin(Task.WhenAll(before?.Task ?? Task.CompletedTask, _dropping));
            if (!order.Up)
            {
                _ = ForgetAsync(pool, run);
            }

            LogOrder(order.Key, order.Number, order.Up);
        }
    }

    /// <summary>Once nothing of a pool is kept any more, nor is the environment that its commands had.</summary>
    private async Task ForgetAsync(string pool, ServiceRun run)
    {
        await run.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            if (_runs.Where(pair => pair.Key.Pool == pool).All(pair => pair.Value.Task.IsCompleted))
            {
                _dropping = _runner.DropContextAsync(ServiceCommandId.ContextOf(ServiceKeys.Split(pool).Pool), CancellationToken.None);
            }
        }
    }

    /// <summary>Attempts were placed ahead of their slots. Those that wait would start without their service: they end as lost, and their layer decides anew.</summary>
    private Task TakeBackAsync(string pool, string service, string reason)
    {
        var waiting = _followed.Requiring(service, folder => ServiceKeys.PoolOf(folder) == pool);
        return waiting.Count == 0 ? Task.CompletedTask : _runner.StopAsync(
            [.. waiting.Select(attempt => new StopOrder(attempt.Id, attempt.Epoch, EndCause.Lost, $"service '{service}' went down before it started: {reason}", OnlyWaiting: true))],
            CancellationToken.None);
    }

    private ServiceRun? Find(string pool, string key)
    {
        lock (_gate)
        {
            return _runs.GetValueOrDefault((pool, key));
        }
    }

    private void End(AttemptEnd end)
    {
        ServiceRun? run;
        lock (_gate)
        {
            run = _runs.Values.FirstOrDefault(candidate => candidate.StartId == end.Id);
        }

        if (_commands.Ended(end))
        {
            return;
        }

        if (run is not null)
        {
            run.StartEnded(end);
        }
        else if (_strangers.TryRemove(end.Id, out _) || ServiceCommandId.IsShort(end.Id))
        {
            _ = AcknowledgeAsync(end.Id);
        }
        else
        {
            _ends[end.Id] = end; // its order is on its way
        }
    }

    /// <summary>What the runner holds and no pool knows is stopped; pools that it holds something of go on.</summary>
    private async Task SettleAsync(string host)
    {
        try
        {
            var held = (await _runner.InventoryAsync(CancellationToken.None)).Where(held => ServiceCommandId.Is(held.Id) && !ServiceCommandId.IsShort(held.Id));
            foreach (var pool in held.GroupBy(start => ServiceCommandId.PoolOf(start.Id)))
            {
                var known = await _pools.WakeAsync($"{host}/{pool.Key}");
                foreach (var start in pool.Where(start => !known.Contains($"{start.Id.Category}#{start.Id.Number}")))
                {
                    await EndStrangerAsync(start);
                }
            }
        }
        catch (Exception error)
        {
            LogFailed("all", error); // the next connection looks again; what is wanted comes by its pool's orders
        }
    }

    private async Task EndStrangerAsync(HeldAttempt start)
    {
        LogStranger(start.Id);
        if (start.State == HeldState.Ended)
        {
            await AcknowledgeAsync(start.Id);
            return;
        }

        _strangers[start.Id] = true;
        await _runner.StopAsync([new StopOrder(start.Id, start.Epoch, EndCause.Stopped, "no execution uses the service")], CancellationToken.None);
    }

    private async Task AcknowledgeAsync(AttemptId id)
    {
        try
        {
            await _runner.AcknowledgeAsync([id], CancellationToken.None);
        }
        catch (Exception error)
        {
            LogFailed(id.ToString(), error); // told again after the next connection
        }
    }

    [LoggerMessage(EventId = 2420, Level = LogLevel.Information, Message = "Service {Service}, start {Number}: to be up: {Up}")]
    private partial void LogOrder(string service, int number, bool up);

    [LoggerMessage(EventId = 2421, Level = LogLevel.Warning, Message = "Service {Service}: a turn failed and is repeated")]
    private partial void LogFailed(string service, Exception error);

    [LoggerMessage(EventId = 2422, Level = LogLevel.Warning, Message = "Service {Service}: its stop command {How}; its processes are stopped without it")]
    private partial void LogStopFailed(string service, string how);

    [LoggerMessage(EventId = 2423, Level = LogLevel.Warning, Message = "{Start} is wanted by nobody and is stopped")]
    private partial void LogStranger(AttemptId start);
}
