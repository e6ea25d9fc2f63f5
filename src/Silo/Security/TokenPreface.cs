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
        if (await PresentedAsync(context))
        {
            await next(context);
            return;
        }

        LogRefused(log, context.RemoteEndPoint);
        context.Abort();
    });

    /// <summary>For connections to other silos of the region.</summary>
    public void Present(IConnectionBuilder connections) => connections.Use(next => async context =>
    {
        await context.Transport.Output.WriteAsync(_expected);
        await next(context);
    });

    private async Task<bool> PresentedAsync(ConnectionContext context)
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
                    return right;
                }

                context.Transport.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                if (read.IsCompleted)
                {
                    return false;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(EventId = 2600, Level = LogLevel.Warning, Message = "A connection from {Remote} without the token was closed")]
    private static partial void LogRefused(ILogger logger, System.Net.EndPoint? remote);
}
