namespace Apex.Storage;

/// <summary>How the writer does, since it was opened.</summary>
/// <param name="Commits">Transactions committed.</param>
/// <param name="Writes">Statements committed.</param>
/// <param name="Failures">Statements whose caller got an error.</param>
/// <param name="Replays">Batches that were rolled back and run one by one.</param>
/// <param name="Waiting">Writes in the queue now.</param>
/// <param name="LargestBatch">Most statements in one commit.</param>
/// <param name="LongestWait">From the call to its answer.</param>
/// <param name="LastError">Of the last batch, if it failed; null when it did not.</param>
public sealed record WriterFigures(
    long Commits, long Writes, long Failures, long Replays, int Waiting, int LargestBatch, TimeSpan LongestWait, string? LastError);
