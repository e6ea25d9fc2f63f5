namespace Apex;

/// <summary>What the operator of a silo lets any project ask (SPEC 10). A plan above it is refused before anything starts. Source: <c>APEX_CEILING_…</c>, <c>APEX_GRANT_…</c>.</summary>
public sealed record OperatorLimits
{
    /// <summary>Every project.</summary>
    private const string Everybody = "*";

    /// <summary>Nobody.</summary>
    private const string Nobody = "none";

    /// <summary>Memory that a category may reserve or be limited to, MiB; null for any. <c>APEX_CEILING_MEMORY_MB</c>.</summary>
    public int? MemoryMb { get; init; }

    /// <summary>CPU that a category may reserve or be limited to, percent of one core; null for any. <c>APEX_CEILING_CPU_PERCENT</c>.</summary>
    public int? CpuPercent { get; init; }

    /// <summary>Budget that a layer may have, minutes; null for any. <c>APEX_CEILING_LAYER_MINUTES</c>.</summary>
    public int? LayerMinutes { get; init; }

    /// <summary>Projects that may run what requires real services. <c>APEX_GRANT_REAL_SERVICES</c>: names with commas, <c>*</c> (default on loopback) or <c>none</c>.</summary>
    public IReadOnlyList<string> RealServices { get; init; } = [Everybody];

    /// <summary>Projects that may run what requires a real language model. <c>APEX_GRANT_REAL_LLM</c>.</summary>
    public IReadOnlyList<string> RealLlm { get; init; } = [Everybody];

    /// <summary>Projects that may run in the environment <c>prod</c>. <c>APEX_GRANT_PROD</c>.</summary>
    public IReadOnlyList<string> Prod { get; init; } = [Everybody];

    /// <summary>True if a list of projects has this one.</summary>
    public static bool Allows(IReadOnlyList<string> projects, string project) => projects.Contains(Everybody) || projects.Contains(project);

    /// <exception cref="FormatException">A setting is not what it must be; the message names it and what is allowed.</exception>
    public static OperatorLimits Read(Func<string, string?> variable) => new()
    {
        MemoryMb = Number("APEX_CEILING_MEMORY_MB", 1, 1_048_576, "MiB", variable),
        CpuPercent = Number("APEX_CEILING_CPU_PERCENT", 1, 102_400, "percent of one core", variable),
        LayerMinutes = Number("APEX_CEILING_LAYER_MINUTES", 1, 1440, "minutes", variable),
        RealServices = Projects("APEX_GRANT_REAL_SERVICES", variable),
        RealLlm = Projects("APEX_GRANT_REAL_LLM", variable),
        Prod = Projects("APEX_GRANT_PROD", variable),
    };

    private static int? Number(string name, int least, int most, string unit, Func<string, string?> variable) =>
        variable(name) is not { Length: > 0 } text ? null
        : int.TryParse(text, out var number) && number >= least && number <= most ? number
        : throw new FormatException($"{name} is '{text}': expected a whole number from {least} to {most} ({unit})");

    private static string[] Projects(string name, Func<string, string?> variable)
    {
        if (variable(name) is not { Length: > 0 } text)
        {
            return [Everybody];
        }

        var projects = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return projects is [Nobody] ? []
            : projects.Length > 0 && (projects.Length == 1 || !projects.Intersect([Everybody, Nobody]).Any()) ? projects
            : throw new FormatException($"{name} is '{text}': expected names of projects with commas between them, {Everybody} for all, or {Nobody}");
    }
}
