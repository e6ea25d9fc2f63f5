using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Apex.Security;

/// <summary>Guards the Orleans ports: a connecting side first writes the silo's token, or is closed before Orleans sees a byte (docs/adr/0005).</summary>
public sealed partial class TokenPreface(SiloToken token, TimeProvider time, ILogger<TokenPreface> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly byte[] _expected = Encoding.ASCII.GetBytes(token.Value);

    /// <summary>For ports that listen.</summary>
    public void Demand(IConnectionBuilder connections) => connections.Use(next => async context =>
    {
        switch (await PresentedAsync(context))
        {
            case Caller.Known:
                await next(context);
                return;
            case Caller.Silent:
                LogSilent(log, context.RemoteEndPoint);
                break;
            default:
                LogRefused(log, context.RemoteEndPoint);
                break;
        }

        context.Abort();
    });

    /// <summary>For connections to other silos of the region.</summary>
    public void Present(IConnectionBuilder connections) => connections.Use(next => async context =>
    {
        await context.Transport.Output.WriteAsync(_expected);
        await next(context);
    });

    private async Task<Caller> PresentedAsync(ConnectionContext context)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            while (true)
            {
                var read = await context.Transport.Input.ReadAsync(patience.Token);
                if (read.Buffer.Length >= _expected.Length)
                {
                    var preface = read.Buffer.Slice(0, _expected.Length);
                    var right = CryptographicOperations.FixedTimeEquals(preface.ToArray(), _expected);
                    context.Transport.Input.AdvanceTo(preface.End);
                    return right ? Caller.Known : Caller.Intruder;
                }

                context.Transport.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                if (read.IsCompleted)
                {
                    return read.Buffer.IsEmpty ? Caller.Silent : Caller.Intruder;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return Caller.Intruder;
        }
    }

    private enum Caller
    {
        Intruder = 0,
        Known = 1,

        /// <summary>Closed without a byte, as one does who only looks whether somebody listens: the command line before each call.</summary>
        Silent = 2,
    }

    [LoggerMessage(EventId = 2601, Level = LogLevel.Debug, Message = "A connection from {Remote} was closed by the other side without a byte")]
    private static partial void LogSilent(ILogger logger, System.Net.EndPoint? remote);

    [LoggerMessage(EventId = 2600, Level = LogLevel.Warning, Message = "A connection from {Remote} without the token was closed")]
    private static partial void LogRefused(ILogger logger, System.Net.EndPoint? remote);
}
