using System.Net.Http;
using System.Net.Sockets;
using Apex.Planning;
using Apex.Runner;

namespace Apex.Services;

/// <summary>Looks once whether a service is up: at the address, the URL or by the command that its configuration names, and nowhere else.</summary>
public sealed class ServiceProbe(IServiceCommands commands, ServiceTimes times) : IDisposable
{
    // No proxy and no redirect: it would connect to what the configuration does not name.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.Zero });

    /// <returns>Null if it is up; else why not.</returns>
    public async Task<string?> LookAsync(string pool, ServicePlan service, CancellationToken cancellationToken) => service switch
    {
        { Tcp: { } address } => await TcpAsync(address, cancellationToken),
        { Http: { } url } => await HttpAsync(url, cancellationToken),
        _ => await CommandAsync(pool, service, cancellationToken),
    };

    public void Dispose() => _http.Dispose();

    private async Task<string?> TcpAsync(string address, CancellationToken cancellationToken)
    {
        var colon = address.LastIndexOf(':');
        var (host, port) = (address[..colon].Trim('[', ']'), int.Parse(address.AsSpan(colon + 1)));
        using var client = new TcpClient();
        return await WithinAsync($"nothing accepts a connection at {address}", limit => client.ConnectAsync(host, port, limit).AsTask(), cancellationToken);
    }

    private Task<string?> HttpAsync(string url, CancellationToken cancellationToken) =>
        WithinAsync($"no answer from {url}", async limit =>
        {
            using var reply = await _http.GetAsync(new Uri(url), HttpCompletionOption.ResponseHeadersRead, limit);
            if (!reply.IsSuccessStatusCode)
            {
                throw new HttpRequestException($"it answers with status {(int)reply.StatusCode}");
            }
        }, cancellationToken);

    private async Task<string?> WithinAsync(string what, Func<CancellationToken, Task> look, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(times.SocketLimit);
        try
        {
            await look(limit.Token);
            return null;
        }
        catch (Exception error) when (error is SocketException or HttpRequestException)
        {
            return $"{what} ({error.Message})";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{what} within {times.SocketLimit.TotalSeconds:0.#} s";
        }
    }

    private async Task<string?> CommandAsync(string pool, ServicePlan service, CancellationToken cancellationToken)
    {
        var (end, output) = await commands.RunAsync(pool, service, ServiceRole.Probe, times.ProbeLimit, cancellationToken);
        return end is { Cause: EndCause.Exited, ExitCode: 0 } ? null : $"its probe command {Ends.Words(end)}{Ends.Quote(output)}";
    }
}
