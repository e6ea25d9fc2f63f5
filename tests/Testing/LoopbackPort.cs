using System.Net;
using System.Net.Sockets;

namespace Apex.Testing;

/// <summary>TCP ports of this machine's loopback.</summary>
public static class LoopbackPort
{
    /// <summary>One that nobody listens on now.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>True if somebody listens on it.</summary>
    public static bool Accepts(int port)
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
