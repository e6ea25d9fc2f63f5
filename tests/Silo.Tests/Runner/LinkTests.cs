using System.Net.Sockets;
using Apex.Categories;
using Microsoft.Extensions.Logging.Abstractions;

namespace Apex.Runner;

public sealed class LinkTests : IAsyncDisposable
{
    private readonly RunnerHarness _runner = new();
    private readonly RunnerServer _server;
    private readonly RunnerLink _link;

    public LinkTests()
    {
        _server = new RunnerServer(_runner.Core, Socket, control: null, NullLogger.Instance);
        _link = NewLink();
    }

    private static CancellationToken Token => RunnerHarness.Token;

    private string Socket => _runner.FileFor("r.sock");

    public async ValueTask DisposeAsync()
    {
        await _link.DisposeAsync();
        await _server.DisposeAsync();
        _runner.Dispose();
    }

    [Fact]
    public async Task Place_OverTheSocket_TellsBeginAndEnd()
    {
        var spec = _runner.Shell("echo $SECRET; exit 6") with { SecretNames = ["SECRET"], WantsResultsFolder = true };
        await _link.PutContextAsync(
            new ExecutionContextSpec { Execution = "exec", Secrets = new Dictionary<string, string> { ["cat1/SECRET"] = "sesame" } }, Token);
        await _link.PlaceAsync([spec], Token);

        (await NextAsync<RunnerConnected>()).Runner.ShouldBe(await _link.IdentityAsync(Token));
        (await NextAsync<AttemptBegan>()).Id.ShouldBe(spec.Id);
        var end = (await NextAsync<AttemptEnded>()).End;
        end.ShouldBe(await _runner.EndOfAsync(spec.Id));
        (end.ExitCode, end.LogBytes).ShouldBe((6, 7L));
        AttemptLog.Read(_link.SpoolFolder(spec.Id), 0, 100).Text.ShouldBe("***\n");
        (await _link.InventoryAsync(Token)).ShouldHaveSingleItem().End.ShouldBe(end);
    }

    [Fact]
    public async Task Place_Refused_IsTold()
    {
        var spec = _runner.Spec("true") with { IssuedAt = DateTimeOffset.UnixEpoch };
        await _link.PlaceAsync([spec], Token);

        (await NextAsync<AttemptRefused>()).Reason.ShouldContain("was issued");
    }

    [Fact]
    public async Task Break_EndIsToldAgain_UntilAcknowledged()
    {
        var spec = _runner.Spec("true");
        await _link.PlaceAsync([spec], Token);
        await NextAsync<AttemptEnded>();
        _link.Break();
        await NextAsync<RunnerDisconnected>();
        await NextAsync<RunnerConnected>();
        (await NextAsync<AttemptEnded>()).End.Id.ShouldBe(spec.Id);
        await _link.AcknowledgeAsync([spec.Id], Token);
        _link.Break();
        await NextAsync<RunnerConnected>();
        (await _link.InventoryAsync(Token)).ShouldBeEmpty();

        var after = _runner.Spec("true");
        await _link.PlaceAsync([after], Token);

        // Had the acknowledged end been told again, it would come before this one.
        (await NextAsync<AttemptEnded>()).End.Id.ShouldBe(after.Id);
    }

    [Fact]
    public async Task Ask_WhileNobodyListens_IsAnsweredAfterReconnection()
    {
        await _link.IdentityAsync(Token);
        await _server.DisposeAsync();
        await NextAsync<RunnerDisconnected>();
        var spec = _runner.Spec("true");
        var placed = _link.PlaceAsync([spec], Token);
        placed.IsCompleted.ShouldBeFalse();

        await using var again = new RunnerServer(_runner.Core, Socket, control: null, NullLogger.Instance);
        await placed;

        (await NextAsync<AttemptEnded>()).End.Id.ShouldBe(spec.Id);
    }

    [Fact]
    public async Task Stop_OverTheSocket_Stops()
    {
        var spec = _runner.Spec("sleep", "300");
        await _link.PlaceAsync([spec], Token);
        await NextAsync<AttemptBegan>();
        await _link.AdoptAsync(spec.Id, 9, Token);
        await _link.StopAsync([new StopOrder(spec.Id, 9, EndCause.Timeout, "deadline")], Token);

        var end = (await NextAsync<AttemptEnded>()).End;
        (end.Cause, end.Epoch, end.Reason).ShouldBe((EndCause.Timeout, 9, "deadline"));
    }

    [Fact]
    public async Task Connect_ForeignVersion_IsRefusedWithBothVersions()
    {
        var error = await Should.ThrowAsync<IOException>(() => RunnerClient.ConnectAsync(Socket, subscribe: false, Token, minVersion: 98, maxVersion: 99));

        error.Message.ShouldBe("this runner speaks protocol 1 to 1, the caller 98 to 99");
    }

    [Fact]
    public async Task Connect_Garbage_IsCutAndOthersGoOn()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), Token);
        await socket.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), Token);
        var got = await socket.ReceiveAsync(new byte[1], Token);

        got.ShouldBe(0);
        (await _link.InventoryAsync(Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Ask_UnknownOrUnsupported_IsAnErrorNotACut()
    {
        var (answer, _) = await RunnerClient.AskAsync(Socket, new RunnerFrame { Type = FrameType.Shutdown }, Token);

        answer.Error.ShouldBe("this runner does not know 'Shutdown'");
    }

    // Who asks for the end of the runner wants to hear that it went well: the end must not overtake its answer.
    [Fact]
    public async Task Shutdown_AnsweredWhileTheServerEnds_IsAnswered()
    {
        var control = new SlowShutdown();
        await using var server = new RunnerServer(_runner.Core, _runner.FileFor("end.sock"), control, NullLogger.Instance);
        var (idle, _) = await RunnerClient.ConnectAsync(_runner.FileFor("end.sock"), subscribe: false, Token);
        var asked = RunnerClient.AskAsync(_runner.FileFor("end.sock"), new RunnerFrame { Type = FrameType.Shutdown }, Token);
        await control.Asked.Task.WaitAsync(Token);

        var ending = server.DisposeAsync();
        (await idle.ReceiveAsync(Token)).ShouldBeNull("who waits for nothing is cut off");
        control.Ended.SetResult(null);
        await ending;

        (await asked).Answer.Error.ShouldBeNull();
    }

    [Fact]
    public async Task Place_ManyThroughTheSocket_EachEndsOnce()
    {
        var specs = Enumerable.Range(0, 200).Select(_ => _runner.Spec("true")).ToList();
        await _link.PlaceAsync(specs, Token);
        var ended = new List<AttemptId>();
        while (ended.Count < specs.Count)
        {
            ended.Add((await NextAsync<AttemptEnded>()).End.Id);
        }

        await _link.AcknowledgeAsync(ended, Token);
        ended.Distinct().Count().ShouldBe(specs.Count);
        (await _link.InventoryAsync(Token)).ShouldBeEmpty();
    }

    private RunnerLink NewLink() => new(
        new RunnerLinkOptions { SocketPath = Socket, SpoolFolder = _runner.Options.SpoolFolder }, TimeProvider.System, NullLogger<RunnerLink>.Instance);

    private async Task<T> NextAsync<T>()
        where T : RunnerEvent
    {
        while (true)
        {
            if (await _link.Events.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(120), Token) is T wanted)
            {
                return wanted;
            }
        }
    }

    private sealed class SlowShutdown : IHostControl
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<string?> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string?> EnsureSiloAsync(string folder, string build) => throw new NotSupportedException();

        public Task<string?> ShutdownAsync(bool force)
        {
            Asked.SetResult();
            return Ended.Task;
        }

        public Task<RunnerStatus> StatusAsync() => throw new NotSupportedException();
    }
}
