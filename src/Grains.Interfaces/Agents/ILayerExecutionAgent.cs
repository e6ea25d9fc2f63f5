using Apex.Categories;
using Apex.Executions;
using Apex.Resources;
using Apex.Results;
using Orleans.Services;

namespace Apex.Agents;

/// <summary>Runs attempts on its host: places them with the runner, follows them, reads their reports, adopts what it finds.</summary>
/// <remarks>One per silo; requests interleave. Moving or renaming this interface changes its address.</remarks>
[Alias("apex.ILayerExecutionAgent")]
public interface ILayerExecutionAgent : IGrainService
{
    /// <summary>How it is.</summary>
    [Alias("GetHealth")]
    Task<AgentSnapshot> GetHealthAsync();

    /// <summary>Id of the host that this silo speaks for; null before its runner was reached for the first time.</summary>
    [Alias("GetHostId")]
    Task<string?> GetHostIdAsync();

    /// <summary>Runs categories on this host: asks each for its next attempt and hands it to the runner. Answers before anything starts.</summary>
    [Alias("Run")]
    Task RunAsync(RunCategoriesRequest request);

    /// <summary>Stops attempts of this host, or takes them back if they have not started.</summary>
    [Alias("Stop")]
    Task StopAsync(StopAttemptsRequest request);

    /// <summary>What of an execution waits on this host for its slot, memory, CPU or groups, and why. Keys are attempt ids.</summary>
    [Alias("Explain")]
    Task<List<WaitingCategory>> ExplainAsync(string execution);

    /// <summary>Hands the caller's environment and the secrets of an execution to this host. Acknowledged when they are kept.</summary>
    [Alias("PutContext")]
    Task PutContextAsync(ExecutionContextRequest request);

    /// <summary>Forgets the caller's environment and the secrets of an execution that has ended.</summary>
    [Alias("DropContext")]
    Task DropContextAsync(string execution);

    /// <summary>A piece of an attempt's log as it is kept on this host.</summary>
    [Alias("ReadLog")]
    Task<LogPiece> ReadLogAsync(LogQuery query);

    /// <summary>Tests of an attempt as its reports on this host told them.</summary>
    [Alias("ReadTests")]
    Task<TestsPage> ReadTestsAsync(TestsQuery query);
}
