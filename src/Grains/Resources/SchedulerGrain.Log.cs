using Apex.Categories;
using Microsoft.Extensions.Logging;

namespace Apex.Resources;

public sealed partial class SchedulerGrain
{
    [LoggerMessage(4001, LogLevel.Warning, "Host {Host} did not take {Count} categories of {Layer}: they wait again")]
    private partial void LogHostFailed(Exception error, string host, string layer, int count);

    [LoggerMessage(4002, LogLevel.Debug, "No sweep could be asked for; the periodic one will come")]
    private partial void LogSweepLost(Exception error);

    [LoggerMessage(4003, LogLevel.Information, "Locks of {Attempt} are free again: {Names}")]
    private partial void LogLocksFreed(AttemptId attempt, string names);

    [LoggerMessage(4004, LogLevel.Warning, "Locks of {Attempt} could not be freed; it is tried again in a second")]
    private partial void LogLocksKept(Exception error, AttemptId attempt);

    [LoggerMessage(4005, LogLevel.Information, "{Attempt} does not get its locks: {Holder} holds one of them")]
    private partial void LogLocksTaken(AttemptId attempt, AttemptId holder);
}
