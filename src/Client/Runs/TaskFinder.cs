using Apex.Background;
using Apex.Connection;

namespace Apex.Runs;

/// <summary>Finds the background task that a person means: a whole id, a unique beginning of one, or <c>latest</c>.</summary>
internal static class TaskFinder
{
    private const int Search = 1000;

    public static async Task<BackgroundTask> FindAsync(ApexClient client, string text, CancellationToken cancellationToken)
    {
        if (text is "latest" or "last")
        {
            var all = await client.BackgroundAsync(new BackgroundQuery { Limit = Search }, cancellationToken);
            return all.Tasks.MaxBy(static task => task.QueuedAt) ?? throw NotFound("no background task has been queued here yet");
        }

        var id = await ExecutionFinder.FindAsync(client, text, cancellationToken);
        return await client.BackgroundTaskAsync(id, cancellationToken) ?? throw NotFound($"there is no background task {id}");
    }

    private static CliException NotFound(string message) =>
        CliException.Refused("not_found", message, "`apex background list` shows what there is; other executions: apex list, status, cancel, results");
}
