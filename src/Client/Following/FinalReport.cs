using Apex.Executions;
using Apex.Output;

namespace Apex.Following;

/// <summary>What stands at the end of a followed run.</summary>
internal sealed class FinalReport(IOutput output, CliHost host, ProgressMode mode)
{
    public void Show(ExecutionSnapshot execution)
    {
        switch (output.Format)
        {
            case OutputFormat.Json:
                output.Result(ExecutionDocument.ToJson(execution));
                break;
            case OutputFormat.Text when mode != ProgressMode.Json:
                foreach (var line in new ExecutionText(output.Paint, host.Time, host.CurrentFolder).Summary(execution))
                {
                    output.Result(line);
                }

                break;
            default:
                // stdout holds one event a line and nothing else
                output.Note(new ExecutionText(output.TalkPaint, host.Time, host.CurrentFolder).VerdictLine(execution));
                break;
        }

        if (execution.State == ExecutionState.BackgroundRunning)
        {
            output.Note($"background layers go on: apex watch {execution.Id}");
        }
    }
}
