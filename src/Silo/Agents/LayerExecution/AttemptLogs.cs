using Apex.Runner;

namespace Apex.Agents;

/// <summary>Reads pieces of the logs that this host's runner keeps.</summary>
public sealed class AttemptLogs(FollowedAttempts followed, IRunnerLink runner)
{
    public const int LargestPiece = 262_144;

    public LogPiece Read(LogQuery query)
    {
        var running = followed.Find(query.Id) is { Ending: false };
        var folder = runner.SpoolFolder(query.Id);
        var offset = query.Offset >= 0 ? query.Offset : Math.Max(0, AttemptLog.Read(folder, 0, 0).Length + query.Offset);
        var page = AttemptLog.Read(folder, offset, Math.Clamp(query.Limit, 1, LargestPiece));
        return new LogPiece
        {
            Exists = page.Length > 0,
            Bytes = page.Bytes,
            NextOffset = page.NextOffset,
            End = !running && page.NextOffset >= page.Length,
        };
    }
}
