using Apex.Settings;

namespace Apex;

/// <summary>What the operator of a silo lets any project ask (SPEC 10). A plan above it is refused before anything starts. Source: the settings <c>ceilings</c> and <c>grants</c>.</summary>
public sealed record OperatorLimits
{
    /// <summary>Every project.</summary>
    private const string Everybody = "*";

    /// <summary>Memory that a category may reserve or be limited to, MiB; null for any.</summary>
    public int? MemoryMb { get; init; }

    /// <summary>CPU that a category may reserve or be limited to, percent of one core; null for any.</summary>
    public int? CpuPercent { get; init; }

    /// <summary>Budget that a layer may have, minutes; null for any.</summary>
    public int? LayerMinutes { get; init; }

    /// <summary>Projects that may run what requires real services.</summary>
    public IReadOnlyList<string> RealServices { get; init; } = [Everybody];

    /// <summary>Projects that may run what requires a real language model.</summary>
    public IReadOnlyList<string> RealLlm { get; init; } = [Everybody];

    /// <summary>Projects that may run in the environment <c>prod</c>.</summary>
    public IReadOnlyList<string> Prod { get; init; } = [Everybody];

    /// <summary>What was set.</summary>
    public static OperatorLimits Of(SiloSettings settings) => new()
    {
        MemoryMb = settings.Ceilings.MemoryMb,
        CpuPercent = settings.Ceilings.CpuPercent,
        LayerMinutes = settings.Ceilings.LayerMinutes,
        RealServices = settings.Grants.RealServices,
        RealLlm = settings.Grants.RealLlm,
        Prod = settings.Grants.Prod,
    };

    /// <summary>True if a list of projects has this one. The word <c>none</c> alone names nobody.</summary>
    public static bool Allows(IReadOnlyList<string> projects, string project) =>
        projects is not ["none"] && (projects.Contains(Everybody) || projects.Contains(project));
}
