using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Apex.Connection;

/// <summary>Connects to the gateway that <c>--server</c> names. Starts nothing.</summary>
internal sealed class RemoteConnector(string host, int port, string token, string region) : IConnector
{
    private static readonly TimeSpan _probeTime = TimeSpan.FromSeconds(2);

    public bool IsLocal => false;

    public async Task<ISession> ConnectAsync(CancellationToken cancellationToken)
    {
        var endPoint = await ServerAddress.ResolveAsync(host, port, cancellationToken);
        try
        {
            return await OrleansSession.ConnectAsync(new GatewayAddress(endPoint, token, region), cancellationToken);
        }
        catch (Exception error) when (ConnectionFault.IsTransient(error))
        {
            if (await ClosesOnTokenAsync(endPoint, cancellationToken))
            {
                throw new CliException("not_authorised", ExitCode.NotAuthorised, $"{host}:{port} closed the connection: it does not accept this token", error)
                {
                    Hints = ["give the token with --token or APEX_TOKEN", "check that the port is the silo's gateway"],
                };
            }

            throw CliException.Unreachable($"no silo answers at {host}:{port}: {error.Message}", error);
        }
    }

    // The gateway says nothing to a wrong token, it just closes: the one thing that tells it from a dead port.
    private async Task<bool> ClosesOnTokenAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_probeTime);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(endPoint, both.Token);
            await socket.SendAsync(Encoding.ASCII.GetBytes(token), both.Token);
            return await socket.ReceiveAsync(new byte[1], both.Token) == 0;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode == SocketError.ConnectionReset;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return false;
        }
    }
}
