using Apex.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Apex.Agents;

/// <summary>The grain service around an agent's work: starts the supervised loop, answers for its health.</summary>
/// <remarks>
/// Implements no interface derived from <see cref="Orleans.Services.IGrainService"/> beyond the runtime's own: Orleans addresses a grain service by the first
/// such interface that it finds, and one on this class would put all five agents under one address.
/// </remarks>
public abstract class AgentBase<TWork>(GrainId id, Silo silo, ILoggerFactory logs, TWork work) : GrainService(id, silo, logs)
    where TWork : IAgentWork
{
    private readonly string _address = silo.SiloAddress.ToParsableString();
    private IServiceProvider? _services;
    private Task _loop = Task.CompletedTask;

    protected TWork Work => work;

    public override Task Init(IServiceProvider serviceProvider)
    {
        _services = serviceProvider;
        return base.Init(serviceProvider);
    }

    public override async Task Start()
    {
        await base.Start();
        var services = _services!;
        var time = services.GetRequiredService<TimeProvider>();
        var faults = services.GetRequiredService<AgentFaults>();
        var supervisor = new AgentSupervisor(
            faults.IsArmed ? new FaultyWork(work, faults, time) : work,
            services.GetRequiredService<SiloOptions>().Settings.Agents,
            services.GetRequiredService<IHostApplicationLifetime>(),
            time,
            services.GetRequiredService<ILogger<AgentSupervisor>>());

        // Off the grain service's own scheduler: its requests must be answered whatever the loop does.
        _loop = Task.Run(() => supervisor.RunAsync(StoppedCancellationTokenSource.Token));
        services.GetRequiredService<AgentRoster>().Add(work.Health, EndAsync);
    }

    public override async Task Stop()
    {
        await base.Stop();
        await EndAsync();
    }

    public Task<AgentSnapshot> GetHealthAsync() => Task.FromResult(work.Health.Snapshot(_address));

    private async Task EndAsync()
    {
        await StoppedCancellationTokenSource.CancelAsync();
        await _loop;
    }
}
