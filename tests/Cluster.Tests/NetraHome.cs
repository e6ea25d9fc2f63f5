using System.Net;
using System.Net.Sockets;
using System.Text;
using Apex.Cluster.Tests.Harness;

namespace Apex.Cluster.Tests;

/// <summary>The netra example in a home of its own, with all of its services up already (<see cref="ServiceTests"/> starts them), and no pause between layers.</summary>
public sealed class NetraHome : IAsyncLifetime
{
    private readonly List<TcpListener> _listeners = [];

    public ApexHome Home { get; } = new ApexHome().Set("APEX_SLOTS", "8");

    public async ValueTask InitializeAsync()
    {
        var ports = NetraExample.Ports.ToDictionary(static port => port, _ => Listen());
        Home.Configure(await NetraExample.ReadAsync(ports));
        (await Home.RunAsync("server", "start")).ShouldExit(0);
    }

    public async ValueTask DisposeAsync()
    {
        await Home.DisposeAsync();
        _listeners.ForEach(static listener => listener.Dispose());
    }

    private int Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _listeners.Add(listener);
        _ = AnswerAsync(listener);
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Whoever connects is told that all is well; a TCP probe does not ask.</summary>
    private static async Task AnswerAsync(TcpListener listener)
    {
        while (true)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync();
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"));
            }
            catch (IOException)
            {
                // The probe has hung up: the next one is answered.
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
            {
                return; // the home is gone
            }
        }
    }
}
