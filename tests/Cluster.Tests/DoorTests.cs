using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Apex.Cluster.Tests.Harness;

namespace Apex.Cluster.Tests;

/// <summary>Who does not bring the token, or comes by way of a web page, gets nothing from any port.</summary>
public sealed class DoorTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    [Fact]
    public async Task Ports_WithoutTheToken_Refuse()
    {
        await using var home = shared.Project();
        (await home.RunAsync("server", "start")).ShouldExit(0);
        var silo = home.Silo();

        foreach (var port in new[] { "gateway_port", "silo_port" })
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, silo.GetProperty(port).GetInt32(), TestContext.Current.CancellationToken);
            await using var stream = client.GetStream();
            await stream.WriteAsync(new byte[200], TestContext.Current.CancellationToken);
            (await ReadAsync(stream)).ShouldBe(0, $"{port} answered a stranger");
        }
    }

    [Theory]
    [InlineData(null, null, null, 401)]
    [InlineData("wrong", null, null, 401)]
    [InlineData("right", "evil.example", null, 403)]
    [InlineData("right", null, "http://evil.example", 403)]
    [InlineData("right", null, null, 404)]
    public async Task Http_ByTokenHostAndOrigin_AnswersOnlyTheOwner(string? token, string? host, string? origin, int expected)
    {
        await using var home = shared.Project();
        (await home.RunAsync("server", "start")).ShouldExit(0);
        var silo = home.Silo();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{silo.GetProperty("http_port").GetInt32()}") };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/executions/{Guid.CreateVersion7()}");
        request.Headers.Host = host;
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token == "right" ? silo.GetProperty("token").GetString() : token);
        }

        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        ((int)response.StatusCode).ShouldBe(expected);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Http_WithTheToken_GivesTheStatusDocument()
    {
        await using var home = shared.Project();
        home.Configure(Projects.TwoLayers("0"));
        var id = await home.DetachAsync();
        var status = await home.EndedAsync(id);
        var silo = home.Silo();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{silo.GetProperty("http_port").GetInt32()}") };
        (await http.GetStringAsync("/healthz", TestContext.Current.CancellationToken)).ShouldBe("ok");
        (await http.GetStringAsync("/readyz", TestContext.Current.CancellationToken)).ShouldBe("ready");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", silo.GetProperty("token").GetString());

        var document = await http.GetStringAsync($"/api/v1/executions/{id}", TestContext.Current.CancellationToken);

        System.Text.Json.JsonDocument.Parse(document).RootElement.GetRawText().ReplaceLineEndings("").Replace(" ", "")
            .ShouldBe(status.GetRawText().ReplaceLineEndings("").Replace(" ", ""));
    }

    [Fact]
    public async Task SiloJson_IsForItsOwnerAlone()
    {
        await using var home = shared.Project();
        (await home.RunAsync("server", "start")).ShouldExit(0);

        File.GetUnixFileMode(Path.Combine(home.Home, "silo.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(home.Home).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static async Task<int> ReadAsync(NetworkStream stream)
    {
        try
        {
            return await stream.ReadAsync(new byte[16]).AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        }
        catch (IOException)
        {
            return 0; // reset: as good as closed
        }
    }
}
