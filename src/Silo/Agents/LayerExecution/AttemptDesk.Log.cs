using Apex.Categories;

namespace Apex.Agents;

public sealed partial class AttemptDesk
{
    [LoggerMessage(EventId = 2200, Level = LogLevel.Information, Message = "Runner of host {Host} (pid {Pid}) is connected; {Adopted} attempts were looked after")]
    private static partial void LogConnected(ILogger logger, string host, int pid, int adopted);

    [LoggerMessage(EventId = 2201, Level = LogLevel.Warning, Message = "The runner is not connected: {Reason}. Commands go on within their limits")]
    private static partial void LogDisconnected(ILogger logger, string reason);

    [LoggerMessage(EventId = 2202, Level = LogLevel.Information, Message = "{Category} is not run: {Refusal}")]
    private static partial void LogNotPlaced(ILogger logger, string category, string? refusal);

    [LoggerMessage(EventId = 2203, Level = LogLevel.Warning, Message = "{Attempt} was refused by the runner: {Reason}")]
    private static partial void LogRefused(ILogger logger, AttemptId attempt, string reason);

    [LoggerMessage(EventId = 2204, Level = LogLevel.Information, Message = "{Attempt}: its end is left to the next silo of this host")]
    private static partial void LogLeftToNext(ILogger logger, AttemptId attempt);
}
