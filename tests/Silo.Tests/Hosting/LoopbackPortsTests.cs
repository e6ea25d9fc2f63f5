using System.Net;
using System.Net.Sockets;
using Apex.Hosting;

namespace Apex.Silo.Tests.Hosting;

public sealed class LoopbackPortsTests
{
    [Fact]
    public void Take_AnyThree_AreDifferent() => LoopbackPorts.Take(0, 0, 0).Distinct().Count().ShouldBe(3);

    [Fact]
    public void Take_TakenPort_NamesItAndTheRemedy()
    {
        using var squatter = new TcpListener(IPAddress.Loopback, 0);
        squatter.Start();
        var port = ((IPEndPoint)squatter.LocalEndpoint).Port;

        Should.Throw<IOException>(() => LoopbackPorts.Take(port)).Message.ShouldContain($"port {port} on 127.0.0.1 cannot be used");
    }
}
