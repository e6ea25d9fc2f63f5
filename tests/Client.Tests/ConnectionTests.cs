using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Apex.Connection;
using Apex.Executions;
using Apex.Progress;
using Apex.Testing;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;

namespace Apex.Client.Tests;

/// <summary>The real connection against a real gateway that wants the token first.</summary>
public sealed class ConnectionTests(ConnectionTests.SiloWithToken silo) : IClassFixture<ConnectionTests.SiloWithToken>
{
    private const string Word = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connect_WithTheToken_CallsAndStreams()
    {
        await using var session = await OrleansSession.ConnectAsync(new GatewayAddress(silo.Gateway, Word, ApexRegion.Local), Token);

        (await session.ListAsync(new ExecutionListQuery())).ShouldHaveSingleItem().Project.ShouldBe("shop");
        var seen = new List<long>();
        await foreach (var progress in session.WatchAsync("e", 1, Token))
        {
            seen.Add(progress.Seq);
        }

        seen.ShouldBe([2, 3]);
    }

    [Fact]
    public async Task Connect_WithAnotherToken_IsNotAuthorised()
    {
        var connector = new RemoteConnector("127.0.0.1", silo.Gateway.Port, new string('0', 64), ApexRegion.Local);

        var error = await Should.ThrowAsync<CliException>(() => connector.ConnectAsync(Token));

        (error.Code, error.ExitCode).ShouldBe(("not_authorised", ExitCode.NotAuthorised));
    }

    [Fact]
    public async Task Connect_ToAClosedPort_IsUnreachable()
    {
        var connector = new RemoteConnector("127.0.0.1", LoopbackPort.Free(), Word, ApexRegion.Local);

        (await Should.ThrowAsync<CliException>(() => connector.ConnectAsync(Token))).ExitCode.ShouldBe(ExitCode.Unreachable);
    }

    [Theory]
    [InlineData("ci:30000", "ci", 30000)]
    [InlineData("[::1]:30000", "::1", 30000)]
    public void TryParse_OfAnAddress_SplitsIt(string text, string host, int port)
    {
        ServerAddress.TryParse(text, out var parsedHost, out var parsedPort).ShouldBeTrue();
        (parsedHost, parsedPort).ShouldBe((host, port));
    }

    [Theory]
    [InlineData("ci")]
    [InlineData(":1")]
    [InlineData("ci:0")]
    [InlineData("ci:http")]
    [InlineData("ci:70000")]
    public void TryParse_OfSomethingElse_Fails(string text) => ServerAddress.TryParse(text, out _, out _).ShouldBeFalse();

    public sealed class SiloWithToken : IAsyncLifetime
    {
        private IHost? _host;

        public IPEndPoint Gateway { get; } = new(IPAddress.Loopback, LoopbackPort.Free());

        public async ValueTask InitializeAsync()
        {
            _host = new HostBuilder()
                .ConfigureLogging(logging => logging.ClearProviders())
                .UseOrleans(builder => builder
                    .UseLocalhostClustering(LoopbackPort.Free(), Gateway.Port, null, ApexRegion.ServiceId(ApexRegion.Local), ApexRegion.Local)
                    .Configure<SiloConnectionOptions>(options => options.ConfigureGatewayInboundConnection(CheckToken))
                    .Configure<GrainTypeOptions>(options => options.Classes.RemoveWhere(type => type.Namespace?.StartsWith("Apex", StringComparison.Ordinal) == true && type.Assembly != typeof(FeedGrain).Assembly)))
                .Build();
            await _host.StartAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await _host!.StopAsync();
            _host.Dispose();
        }

        private static void CheckToken(IConnectionBuilder connection) => connection.Use(next => async context =>
        {
            var read = await context.Transport.Input.ReadAtLeastAsync(Word.Length, context.ConnectionClosed);
            var given = read.Buffer.Length >= Word.Length ? Encoding.ASCII.GetString(System.Buffers.BuffersExtensions.ToArray(read.Buffer.Slice(0, Word.Length))) : "";
            context.Transport.Input.AdvanceTo(read.Buffer.GetPosition(Math.Min(Word.Length, read.Buffer.Length)));
            if (given == Word)
            {
                await next(context);
            }
            else
            {
                context.Abort();
            }
        });
    }
}

public sealed class DirectoryGrain : Grain, IExecutionDirectoryGrain
{
    public Task<List<ExecutionListItem>> ListAsync(ExecutionListQuery query) => Task.FromResult<List<ExecutionListItem>>([Fixtures.Samples.Item(Fixtures.Samples.Id)]);

    public Task<ExecutionOverview> OverviewAsync() => Task.FromResult(new ExecutionOverview());
}

public sealed class FeedGrain : Grain, IProgressFeedGrain
{
    public Task<List<ProgressEvent>> ReadAsync(long after, int limit) => Task.FromResult<List<ProgressEvent>>([]);

    public async IAsyncEnumerable<ProgressEvent> WatchAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var seq = after + 1; seq <= 3; seq++)
        {
            await Task.Yield();
            yield return Fixtures.Samples.Event(seq, EventTypes.Warning, seq);
        }
    }

    public Task AppendedAsync() => Task.CompletedTask;

    public Task ForgetAsync() => Task.CompletedTask;
}
