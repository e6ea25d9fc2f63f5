using Apex.Planning;

namespace Apex.Categories;

/// <summary>What a category reserves while its command runs. Only of categories that declare something: nothing is told of the others.</summary>
[GenerateSerializer, Immutable, Alias("apex.ResourceClaim")]
public sealed record ResourceClaim
{
    private static readonly CategoryPlan Undeclared = new() { Name = "", Command = [], WorkingDirectory = "" };

    /// <summary>Memory, MiB.</summary>
    [Id(0)] public int MemoryMb { get; init; }

    /// <summary>CPU, percent of one core.</summary>
    [Id(1)] public int CpuPercent { get; init; }

    /// <summary>True if it runs alone on its host.</summary>
    [Id(2)] public bool Dedicated { get; init; }

    /// <summary>Named locks, sorted.</summary>
    [Id(3)] public List<string> Locks { get; init; } = [];

    /// <summary>The claim of a category; null if it reserves what every category does.</summary>
    public static ResourceClaim? Of(CategoryPlan plan) =>
        plan.Locks.Count == 0 && !plan.Dedicated && plan.MemoryMb == Undeclared.MemoryMb && plan.CpuPercent == Undeclared.CpuPercent
            ? null
            : new ResourceClaim { MemoryMb = plan.MemoryMb, CpuPercent = plan.CpuPercent, Dedicated = plan.Dedicated, Locks = plan.Locks };
}
