using Apex.Executions;

namespace Apex.Planning.Modes;

/// <summary>Asks the mode that a plan names. One that is gone, or that fails, leaves the rules' verdict.</summary>
internal sealed partial class ModeJudge(IEnumerable<IExecutionMode> modes, ILogger<ModeJudge> log) : IGateJudge
{
    private readonly Dictionary<string, IExecutionMode> _modes = modes.DistinctBy(static mode => mode.Id).ToDictionary(static mode => mode.Id);

    public Verdict Judge(ExecutionPlan plan, IReadOnlyList<LayerOutcome> gating, Verdict worst)
    {
        if (plan.Judge is null)
        {
            return worst;
        }

        if (!_modes.TryGetValue(plan.Judge, out var mode))
        {
            LogGone(log, plan.Judge, worst);
            return worst;
        }

        try
        {
            var layers = gating.Select(layer => new GateLayer(layer.Layer, layer.Verdict, layer.Reason)
            {
                CustomConfig = plan.Layers.Find(planned => planned.Name == layer.Layer)?.CustomConfig,
            });
            return mode.Judge(new ModeOutcome([.. layers], worst) { CustomConfig = plan.ModeConfig });
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogFailed(log, error, mode.Id, worst);
            return worst;
        }
    }

    [LoggerMessage(EventId = 2501, Level = LogLevel.Error, Message = "Mode {Mode} planned a run and is not loaded any more; the verdict by the rules is {Verdict}")]
    private static partial void LogGone(ILogger logger, string mode, Verdict verdict);

    [LoggerMessage(EventId = 2500, Level = LogLevel.Error, Message = "Mode {Mode} could not judge the gate; the verdict by the rules is {Verdict}")]
    private static partial void LogFailed(ILogger logger, Exception error, string mode, Verdict verdict);
}
