using Apex.Categories;
using Apex.Executions;
using Apex.Services;

namespace Apex.Runs;

/// <summary>The output of a service that an execution used. It may be shared: what other executions had of the same start stands there too.</summary>
internal sealed class ServiceLog(ServiceFact service)
{
    public string Host => service.Host;

    /// <param name="execution">With all its categories.</param>
    /// <param name="name">What a person wrote; a category of that name is meant first.</param>
    public static ServiceLog? Find(ExecutionSnapshot execution, string? name) =>
        execution.Services.Find(fact => fact.Name == name) is { } service && !execution.Layers.Exists(layer => layer.Categories.Exists(category => category.Name == name))
            ? new ServiceLog(service)
            : null;

    /// <summary>True once nothing more comes of a start.</summary>
    public static bool IsOver(ExecutionSnapshot execution, AttemptId start) =>
        execution.State == ExecutionState.Completed
            || execution.Services.Find(fact => fact.Name == start.Category) is not { Phase: not (ServicePhase.Failed or ServicePhase.Stopped) } service
            || service.Log is { } last && last != start;

    /// <param name="number">Which start; null for the last.</param>
    /// <param name="wait">True if one that is to come is waited for.</param>
    /// <returns>The start to read; null if it is still to come.</returns>
    /// <exception cref="CliException">There is none.</exception>
    public AttemptId? Start(int? number, bool wait)
    {
        if (service.Log is { } last)
        {
            return number is null || number <= last.Number
                ? last with { Number = number ?? last.Number }
                : throw CliException.Refused("not_found", $"service {service.Name} has no start {number}: the last was {last.Number}");
        }

        var comes = service.Phase is ServicePhase.Waiting or ServicePhase.Starting;
        return comes && wait ? null : throw CliException.Refused("not_found", comes
            ? $"service {service.Name} has not started ({WireNames.Of(service.Phase)}); --follow waits for it"
            : $"service {service.Name} was not started by Apex: what it prints is not kept{(service.Reason is { } reason ? $" ({reason.Split('\n')[0]})" : "")}");
    }
}
