using Microsoft.Extensions.Logging;

namespace Apex.Background;

public sealed partial class BackgroundQueueGrain
{
    [LoggerMessage(4401, LogLevel.Information, "Background task {Older} is superseded by {Newer}")]
    private partial void LogSuperseded(string older, string newer);

    [LoggerMessage(4402, LogLevel.Warning, "Background task {Execution} could not have its turn; the next look tries it again")]
    private partial void LogPullFailed(Exception error, string execution);
}
