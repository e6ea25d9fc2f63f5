using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Apex.Cluster.Tests.Harness;

namespace Apex.Cluster.Tests;

/// <summary>The netra example in a home of its own, with everything that it calls a service really listening, and no pause between layers.</summary>
public sealed partial class NetraHome : IAsyncLifetime
{
    private readonly List<TcpListener> _listeners = [];

    public ApexHome Home { get; } = new ApexHome().Set("APEX_SLOTS", "8");

    public async ValueTask InitializeAsync()
    {
        var yaml = await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Path, "config", "examples", "netra", "apex.yaml"));
        Home.Configure(yaml);
        var services = string.Concat(Service().Matches(yaml).Select(match => $"  {match.Groups["name"].Value}: {{probe: {Probe(match.Groups["kind"].Value)}}}\n"));
        Directory.CreateDirectory(Path.Combine(Home.Project, "environments"));
        await File.WriteAllTextAsync(Path.Combine(Home.Project, "environments", "dev.yaml"), $"execution: {{inter_layer_delay_seconds: 0}}\nservices:\n{services}");
        var plan = await Home.RunAsync("run", "--env", "dev", "--layer", "core_integration", "--detach", "--allow-shared-tree");
        if (plan.ExitCode == 2 && plan.Errors.Contains("required_services", StringComparison.Ordinal))
        {
            // Nothing obeys services yet, and a run that depends on them is refused: the layers run without them.
            Home.Configure(RequiredServices().Replace(yaml, ""));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Home.DisposeAsync();
        _listeners.ForEach(static listener => listener.Dispose());
    }

    private string Probe(string kind)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _listeners.Add(listener);
        _ = AnswerAsync(listener);
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        return kind == "tcp" ? $"{{tcp: \"127.0.0.1:{port}\"}}" : $"{{http: \"http://127.0.0.1:{port}/\"}}";
    }

    /// <summary>Whoever connects is told that all is well; a TCP probe does not ask.</summary>
    private static async Task AnswerAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"));
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException or IOException)
        {
            // The home is gone.
        }
    }

    [GeneratedRegex(@"^  (?<name>[a-z_]+): \{probe: \{(?<kind>tcp|http):", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Service();

    [GeneratedRegex(@"^ +required_services: .*\n|, required_services: \[[^\]]*\]|(?<=\{)required_services: \[[^\]]*\](?=\})", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex RequiredServices();
}
