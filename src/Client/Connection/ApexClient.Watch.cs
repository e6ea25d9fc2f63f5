using System.Runtime.CompilerServices;
using Apex.Progress;

namespace Apex.Connection;

internal sealed partial class ApexClient
{
    /// <summary>Events after a number, each once, in order, across lost connections; ends after <c>orchestration_completed</c>.</summary>
    public async IAsyncEnumerable<ProgressEvent> WatchAsync(string execution, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var session = await SessionAsync(cancellationToken);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, session.Lost);
            var events = session.WatchAsync(execution, after, either.Token).GetAsyncEnumerator(either.Token);
            Exception? fault = null;
            while (fault is null)
            {
                ProgressEvent? next = null;
                try
                {
                    next = await events.MoveNextAsync().AsTask().WaitAsync(either.Token) ? events.Current : null;
                    Found();
                }
                catch (Exception error) when (IsLoss(error, session, cancellationToken))
                {
                    fault = error;
                    continue;
                }

                if (next is null)
                {
                    await events.DisposeAsync();
                    yield break;
                }

                if (next.Seq > after)
                {
                    after = next.Seq;
                    yield return next;
                }
            }

            Forget(events);
            await LostAsync(fault, cancellationToken);
        }
    }

    private static bool IsLoss(Exception error, ISession session, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && (ConnectionFault.IsTransient(error) || (error is OperationCanceledException && session.Lost.IsCancellationRequested));

    // Its own farewell goes to a silo that is not there: nobody waits for it.
    private static void Forget(IAsyncEnumerator<ProgressEvent> events) => _ = ForgetAsync(events);

    private static async Task ForgetAsync(IAsyncEnumerator<ProgressEvent> events)
    {
        try
        {
            await events.DisposeAsync();
        }
        catch (Exception error) when (ConnectionFault.IsTransient(error) || error is NotSupportedException or OperationCanceledException)
        {
            return; // the stream died with its silo
        }
    }
}
