using Microsoft.Extensions.Logging;

namespace Apex.Progress;

public sealed partial class ProgressFeedGrain
{
    [LoggerMessage(5001, LogLevel.Error, "Events of {Execution}: after {Last} comes {Next}")]
    private partial void LogGap(string execution, long last, long next);

    [LoggerMessage(5002, LogLevel.Warning, "Events of {Execution} could not be read; it is tried again")]
    private partial void LogPollFailed(Exception error, string execution);
}
