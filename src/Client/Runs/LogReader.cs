using Apex.Agents;
using Apex.Categories;
using Apex.Connection;
using Apex.Executions;
using Apex.Output;

namespace Apex.Runs;

/// <summary>Copies the log of an attempt from the host that keeps it to stdout.</summary>
internal sealed class LogReader(ApexClient client, IOutput output, TimeProvider time)
{
    private const int PieceBytes = 262_144;
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(300);

    public async Task CopyAsync(string execution, string? category, int? number, bool follow, CancellationToken cancellationToken)
    {
        while (true)
        {
            var snapshot = await client.GetAsync(execution, cancellationToken) ?? throw ExecutionFinder.NotFound($"there is no execution {execution}");
            if (ServiceLog.Find(snapshot, category) is { } service)
            {
                if (service.Start(number, follow && snapshot.State != ExecutionState.Completed) is { } start)
                {
                    await CopyAsync(start, service.Host, follow, () => IsOverAsync(execution, start, cancellationToken), "it printed nothing, or its log is not kept any more", cancellationToken);
                    return;
                }

                await Task.Delay(_poll, time, cancellationToken);
                continue;
            }

            var (layer, found) = CategoryChoice.Find(snapshot, category, [.. snapshot.Services.Select(fact => fact.Name)]);
            if (Attempt(found, number) is { } attempt)
            {
                await CopyAsync(new AttemptId(execution, layer, found.Name, attempt.Number), attempt.Host, follow, over: null, Nothing(attempt, follow), cancellationToken);
                return;
            }

            if (!follow || found.State is StepState.Completed or StepState.Skipped)
            {
                throw CliException.Refused("not_found", Why(found, number));
            }

            await Task.Delay(_poll, time, cancellationToken);
        }
    }

    private static AttemptSnapshot? Attempt(CategorySnapshot category, int? number) =>
        number is null ? category.Attempts.LastOrDefault() : category.Attempts.Find(attempt => attempt.Number == number);

    private static string Why(CategorySnapshot category, int? number) => category switch
    {
        { Attempts.Count: > 0 } => $"{category.Name} has no attempt {number}: it has {string.Join(", ", category.Attempts.Select(attempt => attempt.Number))}",
        { State: StepState.Skipped } => $"{category.Name} was skipped{(category.Reason is { } reason ? $": {reason}" : "")}",
        _ => $"{category.Name} has not started ({WireNames.Of(category.State)}); --follow waits for it",
    };

    /// <summary>What to say of an attempt without a log.</summary>
    private static string Nothing(AttemptSnapshot attempt, bool follow) => attempt.Report switch
    {
        { LogBytes: > 0 } => $"{attempt.Host} does not keep the log of attempt {attempt.Number} any more",
        null when !follow => "it has printed nothing so far; --follow waits for it",
        _ => "it printed nothing",
    };

    private async Task<bool> IsOverAsync(string execution, AttemptId start, CancellationToken cancellationToken) =>
        await client.GetAsync(execution, cancellationToken) is not { } snapshot || ServiceLog.IsOver(snapshot, start);

    /// <param name="id">What is read.</param>
    /// <param name="host">Who keeps it.</param>
    /// <param name="follow">True: until it is over.</param>
    /// <param name="over">Whether it is over; null where the host knows.</param>
    /// <param name="nothing">What to say if nothing is there.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async Task CopyAsync(AttemptId id, string host, bool follow, Func<Task<bool>>? over, string nothing, CancellationToken cancellationToken)
    {
        var sink = new LogSink(output, id, host);
        long offset = 0;
        var ended = over is null;
        while (true)
        {
            var piece = await client.ReadLogAsync(host, new LogQuery { Id = id, Offset = offset, Limit = PieceBytes }, cancellationToken);
            if (piece.Bytes.Length > 0)
            {
                sink.Take(piece.Bytes);
                offset = piece.NextOffset;
                continue;
            }

            if ((piece.End && ended) || !follow)
            {
                if (offset == 0)
                {
                    output.Note(nothing);
                }

                sink.End();
                return;
            }

            ended = ended || await over!(); // it may have printed since: what is there is read once more
            await Task.Delay(_poll, time, cancellationToken);
        }
    }
}
