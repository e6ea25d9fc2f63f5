using Apex.Planning;
using Apex.Runner;

namespace Apex.Services;

/// <summary>Makes the runner's orders for the commands of a service. Pure.</summary>
internal static class ServiceSpecs
{
    /// <summary>A service runs for as long as somebody uses it.</summary>
    private const long NoLimitMs = 3650L * 24 * 3600 * 1000;

    private const long ShortBudgetMs = 60_000;
    private const long LogLimitBytes = 16L * 1024 * 1024;

    /// <summary>The silo that has the pool's row is the only one that gives orders.</summary>
    public const long Epoch = 1;

    public static AttemptSpec Start(string pool, ServicePlan service, ServiceOrder order, DateTimeOffset now) =>
        Create(pool, service, ServiceRole.Start, order.Number, service.Start!, NoLimitMs, now) with { ContextOf = order.Execution };

    public static AttemptSpec Short(string pool, ServicePlan service, ServiceRole role, int number, TimeSpan limit, DateTimeOffset now) =>
        Create(pool, service, role, number, role == ServiceRole.Stop ? service.Stop! : service.Command!, (long)limit.TotalMilliseconds, now);

    private static AttemptSpec Create(string pool, ServicePlan service, ServiceRole role, int number, IReadOnlyList<string> command, long limitMs, DateTimeOffset now) => new()
    {
        Id = ServiceCommandId.Of(pool, service.Name, role, number),
        Epoch = Epoch,
        Command = command,
        WorkingDirectory = service.WorkingDirectory,
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["APEX_SERVICE"] = service.Name },
        TimeoutMs = limitMs,
        BudgetMs = limitMs + ShortBudgetMs,
        LogLimitBytes = LogLimitBytes,
        Service = role,
        IssuedAt = now,
    };
}
