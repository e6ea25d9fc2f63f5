using Apex.Categories;

namespace Apex.Runner;

/// <summary>Names the commands of services, in the form of attempt ids: <c>svc-POOL/services/NAME#n</c> starts one, NAME.stop and NAME.probe are its others.</summary>
public static class ServiceCommandId
{
    private const string Prefix = "svc-";
    private const string Layer = "services";

    /// <param name="pool">Hexadecimal name of the pool: the services of one project.</param>
    /// <param name="service">Id of the service.</param>
    /// <param name="role">What the command is for.</param>
    /// <param name="number">From 1, never used twice for a service and role.</param>
    public static AttemptId Of(string pool, string service, ServiceRole role, int number) => new(ContextOf(pool), Layer, role switch
    {
        ServiceRole.Stop => $"{service}.stop",
        ServiceRole.Probe => $"{service}.probe",
        _ => service,
    }, number);

    /// <summary>Execution under which the runner keeps the environment of a pool's commands.</summary>
    public static string ContextOf(string pool) => Prefix + pool;

    /// <summary>True for a name of <see cref="ContextOf"/>.</summary>
    public static bool IsContext(string execution) => execution.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>True for a command of a service: an execution's id never begins like that.</summary>
    public static bool Is(AttemptId id) => id.Layer == Layer && IsContext(id.Execution);

    /// <summary>True for a probe or a stop command: of no interest once it has ended.</summary>
    public static bool IsShort(AttemptId id) => id.Category.Contains('.');

    /// <summary>Pool of a service's command.</summary>
    public static string PoolOf(AttemptId id) => id.Execution[Prefix.Length..];
}
