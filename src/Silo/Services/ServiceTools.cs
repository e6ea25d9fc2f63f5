using Apex.Runner;

namespace Apex.Services;

/// <summary>What carrying out an order about a service takes.</summary>
internal sealed record ServiceTools(IRunnerLink Runner, IServiceCommands Commands, ServiceProbe Probe, IServicePools Pools, ServiceTimes Times, TimeProvider Time)
{
    /// <summary>A turn failed and is repeated.</summary>
    public required Action<string, Exception> Failed { get; init; }

    /// <summary>A service (pool, id) is down: what requires it and waits on this host is taken back, with this reason.</summary>
    public required Func<string, string, string, Task> Down { get; init; }

    /// <summary>A stop command did not end as it should; what is left is stopped without it.</summary>
    public required Action<string, string> StopFailed { get; init; }
}
