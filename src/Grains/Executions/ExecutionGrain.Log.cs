using Microsoft.Extensions.Logging;

namespace Apex.Executions;

public sealed partial class ExecutionGrain
{
    [LoggerMessage(1001, LogLevel.Information, "Execution {Execution} of {Project} started in mode {Mode}")]
    private partial void LogStarted(string execution, string project, string mode);

    [LoggerMessage(1002, LogLevel.Information, "Execution {Execution} ended: {Verdict}")]
    private partial void LogEnded(string execution, Verdict verdict);

    [LoggerMessage(1003, LogLevel.Warning, "Execution {Execution} could not be started")]
    private partial void LogStartFailed(Exception error, string execution);

    [LoggerMessage(1004, LogLevel.Warning, "Execution {Execution}: a turn failed, it is repeated")]
    private partial void LogTurnFailed(Exception error, string execution);

    [LoggerMessage(1005, LogLevel.Debug, "A hint was lost; rows will repair it")]
    private partial void LogHintLost(Exception error);

    [LoggerMessage(1007, LogLevel.Information, "Execution {Execution}: how long it takes could not be estimated")]
    private partial void LogNoEstimate(Exception error, string execution);

    [LoggerMessage(1006, LogLevel.Warning, "Execution {Execution} was indexed as live but never recorded: its start died; the entry is removed")]
    private partial void LogOrphan(string execution);

    [LoggerMessage(1007, LogLevel.Warning, "Host {Host} did not say what waits there")]
    private partial void LogHostNotAsked(Exception error, string host);
}
