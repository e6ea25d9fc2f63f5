using Apex.Resources;
using Apex.Results;

namespace Apex.Agents;

/// <summary>See <see cref="ILayerExecutionAgent"/>; the work is <see cref="AttemptDesk"/>.</summary>
public sealed class LayerExecutionAgent(GrainId id, Silo silo, ILoggerFactory logs, AttemptDesk work) : AgentBase<AttemptDesk>(id, silo, logs, work), ILayerExecutionAgent
{
    public Task<string?> GetHostIdAsync() => Task.FromResult(Work.Host);

    public Task RunAsync(RunCategoriesRequest request) => Work.RunCategoriesAsync(request);

    public Task StopAsync(StopAttemptsRequest request) => Work.StopAttemptsAsync(request);

    public Task<List<WaitingCategory>> ExplainAsync(string execution) => Work.ExplainAsync(execution);

    public Task PutContextAsync(ExecutionContextRequest request) => Work.PutContextAsync(request);

    public Task DropContextAsync(string execution) => Work.DropContextAsync(execution);

    public Task<LogPiece> ReadLogAsync(LogQuery query) => Work.ReadLogAsync(query);

    public Task<TestsPage> ReadTestsAsync(TestsQuery query) => Work.ReadTestsAsync(query);
}
