using Apex.Background;
using Apex.Connection;
using Apex.Runs;

namespace Apex.Commands;

/// <summary><c>apex background cancel ID</c>.</summary>
internal sealed class BackgroundCancelCommand() : CancellingCommand(
    "apex background cancel", "Ends a background task: one that waits never starts, what runs is stopped.", new("ID") { Description = "Task: its id, the beginning of it, or latest." }, "task")
{
    protected override async Task<Cancelled> CancelAsync(ApexClient client, string id, string reason, CancellationToken cancellationToken)
    {
        var task = await TaskFinder.FindAsync(client, id, cancellationToken);
        await client.CancelAsync(task.Id, reason, cancellationToken);
        var now = await client.BackgroundTaskAsync(task.Id, cancellationToken) ?? task;
        return new Cancelled(now.Id, now.Verdict, now.State == BackgroundState.Completed, now.StartedAt is not null, indented => BackgroundDocument.ToJson(now, indented));
    }
}
