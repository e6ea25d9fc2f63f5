using Microsoft.Extensions.Logging;

namespace Apex.Layers;

public sealed partial class LayerGrain
{
    [LoggerMessage(2001, LogLevel.Information, "{Layer} ended: {Verdict}")]
    private partial void LogEnded(string layer, Verdict verdict);

    [LoggerMessage(2002, LogLevel.Debug, "A hint was lost; rows will repair it")]
    private partial void LogHintLost(Exception error);

    [LoggerMessage(2003, LogLevel.Warning, "{Layer}: its demand did not reach the scheduler, it is sent again")]
    private partial void LogDemandLost(Exception error, string layer);

    [LoggerMessage(2004, LogLevel.Warning, "{Layer}: a turn failed, it is repeated")]
    private partial void LogTurnFailed(Exception error, string layer);
}
