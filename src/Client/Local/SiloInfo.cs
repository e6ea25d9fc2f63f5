using System.Text.Json;

namespace Apex.Local;

/// <summary>What <c>silo.json</c> says of the silo that wrote it.</summary>
internal sealed record SiloInfo
{
    public required int Pid { get; init; }

    public required int RunnerPid { get; init; }

    public required int GatewayPort { get; init; }

    public int HttpPort { get; init; }

    public required string Token { get; init; }

    public required string Build { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Reads the file; null if it is missing or not whole.</summary>
    public static SiloInfo? Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            return new SiloInfo
            {
                Pid = root.GetProperty("pid").GetInt32(),
                RunnerPid = root.GetProperty("runner_pid").GetInt32(),
                GatewayPort = root.GetProperty("gateway_port").GetInt32(),
                HttpPort = root.TryGetProperty("http_port", out var http) ? http.GetInt32() : 0,
                Token = root.GetProperty("token").GetString() ?? "",
                Build = root.TryGetProperty("build", out var build) ? build.GetString() ?? "" : "",
                StartedAt = root.TryGetProperty("started_at", out var started) && started.TryGetDateTimeOffset(out var time) ? time : null,
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null; // not there, or written by something else: as good as no silo
        }
    }
}
