using Apex.Planning;

namespace Apex.Executions;

/// <summary>Port: lets the mode of a plan have the last word on the gate. Pure, and must not throw.</summary>
public interface IGateJudge
{
    /// <param name="plan">The plan; it names its judge.</param>
    /// <param name="gating">Gating layers, all ended.</param>
    /// <param name="worst">The verdict by the rules.</param>
    Verdict Judge(ExecutionPlan plan, IReadOnlyList<LayerOutcome> gating, Verdict worst);
}

/// <summary>The rules alone.</summary>
public sealed class WorstVerdict : IGateJudge
{
    public static readonly WorstVerdict Instance = new();

    public Verdict Judge(ExecutionPlan plan, IReadOnlyList<LayerOutcome> gating, Verdict worst) => worst;
}
