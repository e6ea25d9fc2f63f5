using Apex.Agents;
using Apex.Categories;
using Apex.Connection;
using Apex.Executions;
using Apex.Output;

namespace Apex.Runs;

/// <summary>Copies the log of an attempt from the host that keeps it to stdout, as bytes.</summary>
internal sealed class LogReader(ApexClient client, IOutput output, TimeProvider time)
{
    private const int PieceBytes = 262_144;
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(300);

    public async Task CopyAsync(string execution, string? category, int? number, bool follow, CancellationToken cancellationToken)
    {
        while (true)
        {
            var snapshot = await client.GetAsync(execution, cancellationToken) ?? throw ExecutionFinder.NotFound($"there is no execution {execution}");
            var (layer, found) = CategoryChoice.Find(snapshot, category);
            if (Attempt(found, number) is { } attempt)
            {
                await CopyAsync(new AttemptId(execution, layer, found.Name, attempt.Number), attempt.Host, follow, cancellationToken);
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

    private async Task CopyAsync(AttemptId id, string host, bool follow, CancellationToken cancellationToken)
    {
        long offset = 0;
        while (true)
        {
            var piece = await client.ReadLogAsync(host, new LogQuery { Id = id, Offset = offset, Limit = PieceBytes }, cancellationToken);
            if (piece.Bytes.Length > 0)
            {
                output.Result(piece.Bytes);
                offset = piece.NextOffset;
                continue;
            }

            if (piece.End || !follow)
            {
                if (offset == 0)
                {
                    output.Note(piece.Exists ? "it has printed nothing" : $"{host} keeps no log of {id}: it printed nothing, or its time was over");
                }

                return;
            }

            await Task.Delay(_poll, time, cancellationToken);
        }
    }
}
