using System.Diagnostics;
using Apex.Configuration;
using Apex.Connection;
using Apex.Executions;
using Apex.Progress;

namespace Apex.Benchmarks;

/// <summary>One Orleans client, as a service has it that asks for many executions.</summary>
internal sealed class Region(OrleansSession session) : IAsyncDisposable
{
    /// <returns>The execution, and how long its start took to be acknowledged.</returns>
    public async Task<(string Id, TimeSpan Acknowledged)> StartAsync(string project, string yaml)
    {
        var id = Guid.CreateVersion7().ToString();
        var begun = Stopwatch.GetTimestamp();
        var reply = await session.StartAsync(id, new StartExecutionRequest
        {
            Plan = new PlanRequest { Files = [new ConfigurationFile { Path = "apex.yaml", Text = yaml }], ProjectFolder = project },
            AllowSharedTree = true,
        });
        return reply.Outcome == StartOutcome.Started ? (id, Stopwatch.GetElapsedTime(begun)) : throw new BenchmarkException($"not started: {reply.Outcome} {reply.Message}");
    }

    public IAsyncEnumerable<ProgressEvent> WatchAsync(string id) => session.WatchAsync(id, 0, CancellationToken.None);

    public async Task<ProgressEvent> UntilAsync(string id, Func<ProgressEvent, bool> wanted)
    {
        await foreach (var next in WatchAsync(id))
        {
            if (wanted(next))
            {
                return next;
            }
        }

        throw new BenchmarkException($"execution {id} ended without the event that was waited for");
    }

    public async Task EndAsync(string id)
    {
        await UntilAsync(id, static next => next.Type == EventTypes.OrchestrationCompleted);
        if (await OutlineAsync(id) is not { Verdict: Verdict.Passed })
        {
            throw new BenchmarkException($"execution {id} did not pass");
        }
    }

    public Task<ExecutionSnapshot?> OutlineAsync(string id) => session.GetAsync(id, new ExecutionQuery { Categories = false });

    public ValueTask DisposeAsync() => session.DisposeAsync();
}
