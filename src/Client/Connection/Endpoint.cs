using System.Net;

namespace Apex.Connection;

/// <summary>Where a silo's gateway is, and the word that opens it.</summary>
internal sealed record GatewayAddress(IPEndPoint EndPoint, string Token, string Region);

/// <summary><c>--server HOST:PORT</c>.</summary>
internal static class ServerAddress
{
    public static bool TryParse(string text, out string host, out int port)
    {
        var colon = text.LastIndexOf(':');
        host = colon > 0 ? text[..colon].Trim('[', ']') : "";
        port = 0;
        return host.Length > 0 && int.TryParse(text.AsSpan(colon + 1), out port) && port is > 0 and <= 65535;
    }

    public static async Task<IPEndPoint> ResolveAsync(string host, int port, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return new IPEndPoint(literal, port);
        }

        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
            return addresses.Length > 0 ? new IPEndPoint(addresses[0], port) : throw CliException.Unreachable($"the name {host} has no address");
        }
        catch (System.Net.Sockets.SocketException error)
        {
            throw CliException.Unreachable($"the name {host} cannot be resolved: {error.Message}", error);
        }
    }
}
