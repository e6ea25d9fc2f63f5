using Apex.Connection;
using Apex.Executions;
using Apex.Runs;

namespace Apex.Commands;

/// <summary><c>apex cancel ID</c>.</summary>
internal sealed class CancelCommand()
    : CancellingCommand("apex cancel", "Ends an execution: nothing new starts, what runs is stopped.", CommonArguments.Execution(), "execution")
{
    protected override async Task<Cancelled> CancelAsync(ApexClient client, string id, string reason, CancellationToken cancellationToken)
    {
        var whole = await ExecutionFinder.FindAsync(client, id, cancellationToken);
        var execution = await client.CancelAsync(whole, reason, cancellationToken) ?? throw ExecutionFinder.NotFound($"there is no execution {whole}");
        return new Cancelled(whole, execution.Verdict, execution.State == ExecutionState.Completed, Begun: true, indented => ExecutionDocument.ToJson(execution, indented));
    }
}
