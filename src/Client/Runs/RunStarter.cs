using Apex.Connection;
using Apex.Executions;
using Apex.Output;

namespace Apex.Runs;

/// <summary>Starts an execution and turns every refusal into a message with its exit code.</summary>
internal sealed class RunStarter(ApexClient client, TimeProvider time, IOutput output)
{
    /// <returns>The execution as it was acknowledged.</returns>
    /// <exception cref="CliException">It was not started.</exception>
    public async Task<ExecutionSnapshot> StartAsync(StartExecutionRequest request, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var id = idempotencyKey is null ? ExecutionId.New(time.GetUtcNow()) : await IdOfKeyAsync(request, idempotencyKey, cancellationToken);
        var reply = await client.StartAsync(id, request, cancellationToken);
        switch (reply)
        {
            case { Outcome: StartOutcome.Started or StartOutcome.Existing, Execution: { } execution }:
                Refusal.ShowWarnings(reply.Problems, output);
                if (reply.Outcome == StartOutcome.Existing && idempotencyKey is not null)
                {
                    output.Note($"the key '{Wording.Clean(idempotencyKey)}' belongs to execution {execution.Id}: following that one");
                }

                return execution;
            case { Outcome: StartOutcome.Invalid }:
                throw Refusal.Of(reply.Problems, reply.Message);
            case { Outcome: StartOutcome.Conflict }:
                throw CliException.Refused("conflict", reply.Message ?? $"another request was started under the key '{idempotencyKey}' (execution {id})", "use another --idempotency-key, or repeat the request as it was");
            case { Outcome: StartOutcome.TreeBusy }:
                throw CliException.Refused("tree_busy", reply.Message ?? "another execution runs on this working tree", "wait for it (apex list), or allow both with --allow-shared-tree");
            case { Outcome: StartOutcome.Unavailable }:
                throw Unavailable(reply.Message ?? "the region cannot start executions now");
            default:
                throw new CliException("internal", ExitCode.Error, $"the silo answered a start with {reply.Outcome} and no execution");
        }
    }

    // A drain has no end of its own, and its message names what ends it.
    private static CliException Unavailable(string message) => new("unavailable", ExitCode.Unreachable, message)
    {
        Hints = [message.Contains("apex agents resume", StringComparison.Ordinal) ? "`apex agents` shows since when it drains" : "try again in a moment; `apex status` shows what is missing"],
    };

    private async Task<string> IdOfKeyAsync(StartExecutionRequest request, string key, CancellationToken cancellationToken)
    {
        // The id depends on the project's name, which stands in the YAML: only the silo reads that.
        var plan = await client.PlanAsync(request.Plan, cancellationToken);
        var project = plan.Plan?.Project ?? throw Refusal.Of(plan.Problems);
        return ExecutionId.FromKey(await client.RegionAsync(cancellationToken), project, key);
    }
}
