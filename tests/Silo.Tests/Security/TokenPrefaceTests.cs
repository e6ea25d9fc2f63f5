using System.IO.Pipelines;
using System.Text;
using Apex.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Apex.Silo.Tests.Security;

public sealed class TokenPrefaceTests
{
    private readonly SiloToken _token = new();
    private readonly List<LogLevel> _logged = [];
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Demand_TheToken_LetsThrough()
    {
        (await ArriveAsync(Encoding.ASCII.GetBytes($"{_token.Value}more"))).ShouldBeTrue();

        _logged.ShouldBeEmpty();
    }

    [Fact]
    public async Task Demand_ClosedWithoutAByte_IsNoIntruder()
    {
        (await ArriveAsync([])).ShouldBeFalse();

        _logged.ShouldBe([LogLevel.Debug]);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task Demand_WrongBytes_IsAWarning(string bytes)
    {
        (await ArriveAsync(Encoding.ASCII.GetBytes(bytes))).ShouldBeFalse();

        _logged.ShouldBe([LogLevel.Warning]);
    }

    /// <returns>True if the connection came through.</returns>
    private async Task<bool> ArriveAsync(byte[] bytes)
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        var passed = false;
        var connections = new ConnectionBuilder(services);
        new TokenPreface(_token, _time, new LevelLog(_logged)).Demand(connections);
        connections.Run(_ =>
        {
            passed = true;
            return Task.CompletedTask;
        });
        var (input, output) = (new Pipe(), new Pipe());
        await input.Writer.WriteAsync(bytes, TestContext.Current.CancellationToken);
        await input.Writer.CompleteAsync();
        await using var connection = new Connection(new Duplex(input.Reader, output.Writer), new Duplex(output.Reader, input.Writer));
        await connections.Build()(connection);
        return passed;
    }

    /// <summary>The framework's one cancels on another thread when it is aborted, also after it was disposed.</summary>
    private sealed class Connection(IDuplexPipe transport, IDuplexPipe application) : DefaultConnectionContext("1", transport, application)
    {
        public override void Abort(ConnectionAbortedException abortReason)
        {
        }
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class LevelLog(List<LogLevel> levels) : ILogger<TokenPreface>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => levels.Add(logLevel);
    }
}
