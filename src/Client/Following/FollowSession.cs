using Apex.Connection;
using Apex.Executions;
using Apex.GitHub;
using Apex.Output;
using Apex.Signals;

namespace Apex.Following;

/// <summary>Follows an execution for a verb: display, signals, and at the end the result and its exit code.</summary>
internal sealed class FollowSession(CliHost host, IOutput output, ApexClient client, ProgressMode mode)
{
    /// <param name="execution">The execution as it is known now.</param>
    /// <param name="toTheEnd">True follows background layers too.</param>
    /// <param name="policy">What signals mean.</param>
    /// <param name="owner">True if this command started the run: then it is followed on without a reader, for the sake of its exit code.</param>
    /// <param name="signals">Signals since before the execution was started; null to watch from now on.</param>
    /// <param name="cancellationToken">Ends the following.</param>
    public async Task<int> RunAsync(ExecutionSnapshot execution, bool toTheEnd, InterruptPolicy policy, bool owner, ISignalWatch? signals, CancellationToken cancellationToken)
    {
        using var screen = new ProgressScreen(ProgressViews.Create(mode, host, output), host.Time);
        using var own = signals is null ? host.Signals.Watch() : null;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        output.BeforeTalk = screen.Clear;
        try
        {
            var follow = new Follower(client, screen, host.Time).FollowAsync(execution, toTheEnd, over.Token);
            var leave = new InterruptHandler(policy, client, screen, host.Keyboard, output, host.Time).UntilLeaveAsync(execution.Id, (signals ?? own)!, over.Token);
            var gone = owner ? Never(over.Token) : screen.GoneAsync(over.Token);
            var first = await Task.WhenAny(follow, leave, gone);
            if (first == leave)
            {
                var left = await leave;
                await new InterruptedReport(client, output, host.Time).ShowAsync(execution.Id, left, (signals ?? own)!, cancellationToken);
                return left;
            }

            await first;
            screen.Pause();
            var code = first == gone ? ExitCode.Passed : await ReportAsync(execution.Id, cancellationToken);
            screen.ThrowIfFailed();
            return code;
        }
        finally
        {
            await over.CancelAsync();
            output.BeforeTalk = null;
        }
    }

    private async Task<int> ReportAsync(string id, CancellationToken cancellationToken)
    {
        var execution = await client.GetAsync(id, cancellationToken)
            ?? throw new CliException("internal", ExitCode.Error, $"execution {id} ended and is not there any more");
        try
        {
            new FinalReport(output, host, mode).Show(execution);
        }
        catch (BrokenPipeException)
        {
            return ExitCode.Of(execution.Verdict); // nobody reads it; the code still tells
        }

        GitHubReport.Write(execution, host, output);
        return ExitCode.Of(execution.Verdict);
    }

    private static Task Never(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);
}
