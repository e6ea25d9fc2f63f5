namespace Apex.Runner;

/// <summary>One caller of the runner's socket: greeted, then served in the order of its commands.</summary>
internal sealed class RunnerSession(RunnerCore core, IHostControl? control, FrameConnection connection) : IDisposable
{
    private IDisposable? _subscription;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await connection.ReceiveAsync(cancellationToken) is not { } hello || !await GreetAsync(hello))
        {
            return;
        }

        while (await connection.ReceiveAsync(cancellationToken) is { } frame)
        {
            // Not awaited: a command is posted to the loop before the next one is read, so order holds; its answer may take its time.
            _ = AnswerAsync(frame, cancellationToken);
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
        RunnerFrame answer;
        try
        {
            answer = await DoAsync(frame, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception error)
        {
            // A command that failed is the caller's to know; the connection and the runner go on.
            answer = new RunnerFrame { Type = FrameType.Reply, Error = error.Message };
        }

        connection.Send(answer with { Number = frame.Number });
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
