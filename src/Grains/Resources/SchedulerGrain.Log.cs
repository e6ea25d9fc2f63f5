using Microsoft.Extensions.Logging;

namespace Apex.Resources;

public sealed partial class SchedulerGrain
{
    [LoggerMessage(4001, LogLevel.Warning, "Host {Host} did not take {Count} categories of {Layer}: they wait again")]
    private partial void LogHostFailed(Exception error, string host, string layer, int count);

    [LoggerMessage(4002, LogLevel.Debug, "No sweep could be asked for; the periodic one will come")]
    private partial void LogSweepLost(Exception error);
}
