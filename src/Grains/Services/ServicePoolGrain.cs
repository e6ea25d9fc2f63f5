using Apex.Agents;
using Apex.Executions;
using Apex.Persistence;
using Apex.Resources;
using Microsoft.Extensions.Logging;

namespace Apex.Services;

/// <summary>Writes what <see cref="ServicePoolTransitions"/> decides, tells the host what follows, and the executions that something changed.</summary>
public sealed partial class ServicePoolGrain : Grain, IServicePoolGrain, IDisposable
{
    private readonly DurableRows _rows;
    private readonly IPlanStore _plans;
    private readonly IResourceManagementAgentClient _hosts;
    private readonly GrainsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ServicePoolGrain> _logger;
    private readonly DurableState<ServicePoolState> _row;
    private readonly Alarm _alarm;
    private DateTimeOffset _usersAskedAt;

    public ServicePoolGrain(DurableRows rows, IPlanStore plans, IResourceManagementAgentClient hosts, GrainsOptions options, TimeProvider time, ILogger<ServicePoolGrain> logger)
    {
        (_rows, _plans, _hosts, _options, _time, _logger) = (rows, plans, hosts, options, time, logger);
        _row = rows.Open<ServicePoolState>(StateNames.ServicePool, this.GetGrainId());
        _alarm = new Alarm(this, time, RingAsync);
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    private string Key => this.GetPrimaryKeyString();

    private string Host => ServiceKeys.Split(Key).Host;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _row.EnsureReadAsync();
        _usersAskedAt = Now;
        _alarm.Set(Now);
    }

    public void Dispose() => _alarm.Dispose();

    public async Task<ServicesReply> AcquireAsync(AcquireServices request)
    {
        var plan = await _plans.LoadAsync(request.PlanHash);
        await WriteAsync(ServicePoolTransitions.Acquire(_row.Value, request, plan.Services), "services.acquire");
        return new ServicesReply { Services = ServicePoolTransitions.Used(_row.Value, request.Execution, Key) };
    }

    public async Task<ServicesReply> ReleaseAsync(string execution)
    {
        await WriteAsync(ServicePoolTransitions.Release(_row.Value, execution), "services.release");
        return ServicePoolTransitions.Released(_row.Value, execution, Host);
    }

    public async Task ReportAsync(ServiceReport report) => await WriteAsync(ServicePoolTransitions.Report(_row.Value, report), "services.report");

    public Task<List<string>> WakeAsync()
    {
        _alarm.Set(Now);
        return Task.FromResult(_row.Value.Services.ConvertAll(entry => $"{entry.Name}#{entry.Number}"));
    }

    private async Task WriteAsync(ServicePoolState? next, string point)
    {
        if (next is null)
        {
            return;
        }

        var before = _row.Value;
        try
        {
            await _rows.WriteAsync(_row, next, point);
        }
        catch
        {
            DeactivateOnIdle(); // the write may have committed: the next activation reads what is true
            throw;
        }

        TellUsers(before);
        _alarm.Set(Now);
    }

    private void TellUsers(ServicePoolState before)
    {
        var known = before.Services.ToDictionary(entry => entry.Key, entry => entry.Phase);
        var changed = _row.Value.Services.Where(entry => !known.TryGetValue(entry.Key, out var phase) || phase != entry.Phase).Select(entry => entry.Key).ToHashSet();
        var stopped = before.Stops.Count == _row.Value.Stops.Count ? [] : _row.Value.Stops.TakeLast(1).Select(stop => stop.Execution);
        var users = _row.Value.Users.Where(user => user.Services.Exists(changed.Contains)).Select(user => user.Execution);
        foreach (var execution in users.Concat(stopped))
        {
            Hints.Send(GrainFactory.GetGrain<IExecutionGrain>(execution).ServicesChangedAsync(), LogHintLost);
        }
    }

    /// <summary>Repeats what the host is to do: a silo that is new there has to hear it.</summary>
    private async Task RingAsync()
    {
        try
        {
            if (Now - _usersAskedAt >= _options.ServiceUsersCheck)
            {
                await ForgetEndedAsync();
            }

            var orders = ServicePoolTransitions.Orders(_row.Value);
            if (orders.Count > 0 && await GrainFactory.GetGrain<ISchedulerGrain>(_options.Region).FindHostAsync(Host) is { } silo)
            {
                await _hosts.On(silo).KeepServicesAsync(new KeepServicesRequest { Pool = Key, Orders = orders });
            }
        }
        catch (Exception error)
        {
            LogTurnFailed(error, Key);
        }

        if (!_row.IsBroken && _row.Value.Users.Count + _row.Value.Services.Count > 0)
        {
            _alarm.Set(Now + _options.ServiceRepeat);
        }
    }

    /// <summary>Releases for executions that ended without saying so.</summary>
    private async Task ForgetEndedAsync()
    {
        _usersAskedAt = Now;
        foreach (var user in _row.Value.Users.ToList())
        {
            var execution = await GrainFactory.GetGrain<IExecutionGrain>(user.Execution).GetAsync(new ExecutionQuery { Categories = false });
            if (execution is null or { State: ExecutionState.Completed })
            {
                await ReleaseAsync(user.Execution);
            }
        }
    }

    [LoggerMessage(5001, LogLevel.Debug, "A hint was lost; the execution asks by itself")]
    private partial void LogHintLost(Exception error);

    [LoggerMessage(5002, LogLevel.Warning, "Services {Pool}: the host was not told, it is told again")]
    private partial void LogTurnFailed(Exception error, string pool);
}
