using System.Net;
using System.Net.Sockets;

namespace Apex.Hosting;

/// <summary>Free loopback ports. Held together until all are known, so that none is given twice.</summary>
public static class LoopbackPorts
{
    /// <param name="wanted">Ports; 0 means any free one.</param>
    /// <exception cref="IOException">A port that was asked for is taken.</exception>
    public static int[] Take(params int[] wanted)
    {
        var listeners = new List<TcpListener>();
        try
        {
            foreach (var port in wanted)
            {
                var listener = new TcpListener(IPAddress.Loopback, port);
                try
                {
                    listener.Start();
                }
                catch (SocketException error)
                {
                    throw new IOException($"port {port} on 127.0.0.1 cannot be used: {error.Message}. Choose another, or 0 for a free one", error);
                }

                listeners.Add(listener);
            }

            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }
}
