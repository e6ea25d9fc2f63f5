namespace Apex.Runner;

/// <summary>One caller of the runner's socket: greeted, then served in the order of its commands.</summary>
internal sealed class RunnerSession(RunnerCore core, IHostControl? control, FrameConnection connection) : IDisposable
{
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IDisposable? _subscription;
    private int _owed = 1; // one for the session itself

    /// <summary>Serves until the caller hangs up, or until the runner ends: then what was asked before is still answered.</summary>
    /// <exception cref="OperationCanceledException">The runner ends.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await connection.ReceiveAsync(cancellationToken) is not { } hello || !await GreetAsync(hello))
        {
            return;
        }

        try
        {
            while (await connection.ReceiveAsync(cancellationToken) is { } frame)
            {
                // Not awaited: a command is posted to the loop before the next one is read, so order holds; its answer may take its time.
                Interlocked.Increment(ref _owed);
                _ = AnswerAsync(frame, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the runner is itself an answer: who asked for it wants to hear that it went well.
            Answered();
            await _answered.Task.WaitAsync(AnswerPatience, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    public void Dispose() => _subscription?.Dispose();

    private async Task<bool> GreetAsync(RunnerFrame hello)
    {
        if (hello.Type != FrameType.Hello || hello.MinVersion > FrameConnection.Version || hello.MaxVersion < FrameConnection.OldestVersion)
        {
            connection.Send(new RunnerFrame
            {
                Type = FrameType.Reply,
                Error = $"this runner speaks protocol {FrameConnection.OldestVersion} to {FrameConnection.Version}, the caller {hello.MinVersion} to {hello.MaxVersion}",
            });
            return false;
        }

        var version = Math.Min(FrameConnection.Version, hello.MaxVersion);
        connection.Send(new RunnerFrame { Type = FrameType.Welcome, MinVersion = version, MaxVersion = version, Identity = core.Identity });
        if (hello.Subscribe)
        {
            _subscription = await core.SubscribeAsync(Tell);
        }

        return true;
    }

    private async Task AnswerAsync(RunnerFrame frame, CancellationToken cancellationToken)
    {
        try
        {
            connection.Send(await DoAsync(frame, cancellationToken) with { Number = frame.Number });
        }
        catch (OperationCanceledException)
        {
            // The runner ends, and did not do it.
        }
        catch (Exception error)
        {
            // A command that failed is the caller's to know; the connection and the runner go on.
            connection.Send(new RunnerFrame { Type = FrameType.Reply, Error = error.Message, Number = frame.Number });
        }
        finally
        {
            Answered();
        }
    }

    private void Answered()
    {
        if (Interlocked.Decrement(ref _owed) == 0)
        {
            _answered.TrySetResult();
        }
    }

    private async Task<RunnerFrame> DoAsync(RunnerFrame frame, CancellationToken cancellationToken)
    {
        var done = new RunnerFrame { Type = FrameType.Reply };
        switch (frame.Type)
        {
            case FrameType.Place:
                await core.PlaceAsync(frame.Attempts ?? [], cancellationToken);
                return done;
            case FrameType.Stop:
                await core.StopAsync(frame.Orders ?? [], cancellationToken);
                return done;
            case FrameType.Adopt when frame.Id is { } id:
                await core.AdoptAsync(id, frame.Epoch, cancellationToken);
                return done;
            case FrameType.Acknowledge:
                await core.AcknowledgeAsync(frame.Ids ?? [], cancellationToken);
                return done;
            case FrameType.Inventory:
                return done with { Held = await core.InventoryAsync(cancellationToken) };
            case FrameType.Explain when frame.Execution is { } execution:
                return done with { Waits = await core.ExplainAsync(execution, cancellationToken) };
            case FrameType.PutContext when frame.Context is { } context:
                core.PutContext(context);
                return done;
            case FrameType.DropContext when frame.Execution is { } ended:
                core.DropContext(ended);
                return done;
            case FrameType.EnsureSilo when control is not null:
                return done with { Error = await control.EnsureSiloAsync(frame.Folder ?? "", frame.Build ?? "") };
            case FrameType.Shutdown when control is not null:
                return done with { Error = await control.ShutdownAsync(frame.Force) };
            case FrameType.Status when control is not null:
                return done with { Status = await control.StatusAsync() };
            default:
                return done with { Error = $"this runner does not know '{frame.Type}'" };
        }
    }

    private void Tell(IReadOnlyList<RunnerEvent> events)
    {
        var frames = new List<EventFrame>(events.Count);
        foreach (var told in events)
        {
            if (EventFrame.From(told) is { } frame)
            {
                frames.Add(frame);
            }
        }

        connection.Send(new RunnerFrame { Type = FrameType.Events, Events = frames });
    }
}
