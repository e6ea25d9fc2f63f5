using System.Collections.Concurrent;
using System.Text;
using Apex.Categories;
using Apex.Planning;
using Apex.Runner;

namespace Apex.Services;

/// <summary>Runs the short commands of services.</summary>
public interface IServiceCommands
{
    /// <summary>Runs a probe or a stop command to its end.</summary>
    /// <returns>How it ended, and the end of what it printed.</returns>
    Task<(AttemptEnd End, string Output)> RunAsync(string pool, ServicePlan service, ServiceRole role, TimeSpan limit, CancellationToken cancellationToken);

    /// <summary>The end of what a command printed.</summary>
    string Tail(AttemptId id);
}

/// <summary>Has the runner of this host run them: only there is the caller's environment.</summary>
public sealed class ServiceCommands : IServiceCommands
{
    private const int OutputBytes = 8 * 1024;

    private readonly IRunnerLink _runner;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<AttemptId, TaskCompletionSource<AttemptEnd>> _waiting = new();
    private int _number;

    /// <summary>Numbers go on from the clock: those that an earlier silo of this host gave were given at most once a second.</summary>
    public ServiceCommands(IRunnerLink runner, TimeProvider time)
    {
        (_runner, _time) = (runner, time);
        _number = (int)(time.GetUtcNow() - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds;
    }

    public async Task<(AttemptEnd End, string Output)> RunAsync(string pool, ServicePlan service, ServiceRole role, TimeSpan limit, CancellationToken cancellationToken)
    {
        var spec = ServiceSpecs.Short(pool, service, role, Interlocked.Increment(ref _number), limit, _time.GetUtcNow());
        var waiting = _waiting[spec.Id] = new TaskCompletionSource<AttemptEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _runner.PlaceAsync([spec], cancellationToken);
            var end = await waiting.Task.WaitAsync(cancellationToken);
            await _runner.AcknowledgeAsync([spec.Id], cancellationToken);
            var folder = _runner.SpoolFolder(spec.Id);
            var output = Tail(folder);
            Directory.Delete(folder, recursive: true); // one each few seconds: only its last lines matter
            return (end, output);
        }
        catch (DirectoryNotFoundException)
        {
            return (await waiting.Task, ""); // it was never started
        }
        finally
        {
            _waiting.TryRemove(spec.Id, out _);
        }
    }

    /// <returns>True if somebody waits for this end.</returns>
    public bool Ended(AttemptEnd end) => _waiting.TryGetValue(end.Id, out var waiting) && waiting.TrySetResult(end);

    public string Tail(AttemptId id) => Tail(_runner.SpoolFolder(id));

    private static string Tail(string folder)
    {
        var length = AttemptLog.Read(folder, 0, 0).Length;
        return Encoding.UTF8.GetString(AttemptLog.Read(folder, Math.Max(0, length - OutputBytes), OutputBytes).Bytes);
    }
}
