using Apex.Persistence;
using Orleans.Concurrency;

namespace Apex.Executions;

/// <summary>Answers lists from the read model.</summary>
[StatelessWorker]
public sealed class ExecutionDirectoryGrain(IExecutionRows rows) : Grain, IExecutionDirectoryGrain
{
    public async Task<List<ExecutionListItem>> ListAsync(ExecutionListQuery query) =>
        [.. await rows.ListAsync(query with { Limit = Math.Clamp(query.Limit, 1, 1_000) })];
}
