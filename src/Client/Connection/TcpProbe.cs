using System.Net;
using System.Net.Sockets;

namespace Apex.Connection;

/// <summary>Finds out in a moment that nobody listens: the Orleans client would take seconds to say so.</summary>
internal static class TcpProbe
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(3);

    /// <exception cref="SocketException">Nobody listens.</exception>
    /// <exception cref="TimeoutException">Nobody answers.</exception>
    public static async Task ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endPoint, cancellationToken).AsTask().WaitAsync(_limit, cancellationToken);
    }
}
