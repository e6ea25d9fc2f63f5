using Apex.Persistence;
using Apex.Runner;

namespace Apex.Retention;

/// <summary>
/// Logs, results and artifacts of this host, and the callers' environments: a folder and a file of each execution. What the runner holds,
/// what lives, and what ended just now is never removed.
/// </summary>
public sealed partial class HostFiles(IRunnerLink runner, IRetentionRows rows, ILiveExecutions live, SiloOptions options, TimeProvider time, ILogger<HostFiles> log) : IDisposable
{
    /// <summary>Whoever saw a run end may still be reading it, whatever room there is.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _one = new(1, 1);

    private string Spool => Path.Combine(options.Home, "spool");

    private string Contexts => Path.Combine(options.Home, "contexts");

    public async Task<PruneLogsReply> PruneAsync(PruneHostRequest request)
    {
        await _one.WaitAsync();
        try
        {
            return await RemoveAsync(request);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    /// <summary>Forgets the environments of executions that do not live any more: each is told to at its end, and the word can be lost.</summary>
    /// <param name="unknown">Age at which those go that storage knows nothing of: another database of this home may.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ForgetContextsAsync(TimeSpan unknown, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var kept = new DirectoryInfo(Contexts).EnumerateFiles("*.json").Select(static file => (Execution: Path.GetFileNameWithoutExtension(file.Name), WrittenAt: file.LastWriteTimeUtc)).ToList();
        var busy = await BusyAsync();
        var ends = await rows.EndsAsync();
        foreach (var (execution, writtenAt) in kept.Where(file => !ServiceCommandId.IsContext(file.Execution) && !busy.Contains(file.Execution)))
        {
            if (writtenAt < (now - (ends.ContainsKey(execution) ? Recent : unknown)).UtcDateTime)
            {
                await runner.DropContextAsync(execution, cancellationToken);
            }
        }
    }

    private async Task<PruneLogsReply> RemoveAsync(PruneHostRequest request)
    {
        // Asked twice: what runs is not even looked at, and what began during the look stays. What begins after it is not removed either: only what was seen is.
        var busy = await BusyAsync();
        var asked = request.Rule is null ? request.Executions : SpoolFolder.Names(Spool);
        var folders = SpoolFolder.Of(Spool, asked.Where(execution => !busy.Contains(execution)));
        busy = await BusyAsync();
        folders.RemoveAll(folder => busy.Contains(folder.Execution));
        var gone = request.Executions.ToHashSet(StringComparer.Ordinal);
        var due = folders.FindAll(folder => gone.Contains(folder.Execution));
        if (request.Rule is { } rule)
        {
            due.AddRange(Due(folders.FindAll(folder => !gone.Contains(folder.Execution)), await rows.EndsAsync(), rule));
        }

        var reply = new PruneLogsReply();
        foreach (var folder in due)
        {
            reply = reply.Plus(Remove(folder, request.DryRun));
        }

        if (reply.Executions > 0 && !request.DryRun)
        {
            LogRemoved(log, reply.Executions, reply.Bytes);
        }

        return reply;
    }

    private async Task<HashSet<string>> BusyAsync()
    {
        var held = await runner.InventoryAsync(CancellationToken.None);
        return [.. held.Select(static attempt => attempt.Id.Execution), .. (await live.ListAsync()).Select(static execution => execution.Execution)];
    }

    /// <summary>Those over their time, then the oldest of those for which there is no room.</summary>
    private List<SpoolFolder> Due(List<SpoolFolder> folders, IReadOnlyDictionary<string, DateTimeOffset?> ends, RetentionRule rule)
    {
        var now = time.GetUtcNow();
        var due = new List<SpoolFolder>();
        var room = rule.MostLogBytes;
        foreach (var (folder, ended) in folders.Select(folder => (folder, ended: Ended(folder, ends))).Where(static pair => pair.ended is not null).OrderByDescending(static pair => pair.ended))
        {
            room -= folder.Bytes;
            if (ended <= now - rule.Logs || (room < 0 && ended <= now - Recent && folder.WrittenAt <= now - Recent))
            {
                due.Add(folder);
            }
        }

        return due;
    }

    /// <summary>Null if it has not. What storage does not know, as a pool of services, ended when it was last written to.</summary>
    private static DateTimeOffset? Ended(SpoolFolder folder, IReadOnlyDictionary<string, DateTimeOffset?> ends) =>
        ends.TryGetValue(folder.Execution, out var ended) ? ended : folder.WrittenAt;

    private PruneLogsReply Remove(SpoolFolder folder, bool dryRun)
    {
        try
        {
            if (!dryRun)
            {
                folder.Delete();
            }

            return new PruneLogsReply { Executions = 1, Bytes = folder.Bytes };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogNotRemoved(log, error, folder.Path);
            return new PruneLogsReply { Problems = [$"{folder.Path} was not removed: {error.Message}"] };
        }
    }

    [LoggerMessage(EventId = 2450, Level = LogLevel.Information, Message = "Logs of {Executions} executions were removed, {Bytes} bytes")]
    private static partial void LogRemoved(ILogger logger, int executions, long bytes);

    [LoggerMessage(EventId = 2451, Level = LogLevel.Warning, Message = "{Folder} was not removed; it is tried again in an hour")]
    private static partial void LogNotRemoved(ILogger logger, Exception error, string folder);
}
