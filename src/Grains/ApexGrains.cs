using Apex.Executions;
using Apex.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Apex;

public static class ApexGrains
{
    /// <summary>
    /// Adds what the grains need beside the ports: storage (keyed by <see cref="StateNames.Storage"/>), plan store, live index, event log,
    /// category and execution rows, event signal, crash points and the agents' clients come from the silo. Harmless when called again.
    /// </summary>
    public static ISiloBuilder AddApexGrains(this ISiloBuilder silo)
    {
        silo.Services.TryAddSingleton(new GrainsOptions());
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.TryAddSingleton<DurableRows>();
        silo.Services.TryAddSingleton<ExecutionView>();
        silo.Services.TryAddSingleton<IGateJudge>(WorstVerdict.Instance);
        return silo;
    }
}
