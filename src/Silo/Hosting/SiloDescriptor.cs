using System.Text.Json;
using System.Text.Json.Serialization;

namespace Apex.Hosting;

/// <summary>Content of <c>silo.json</c>: how a client of the same user finds and enters the local silo.</summary>
public sealed record SiloDescriptor
{
    public int SchemaVersion { get; init; } = 1;

    public required int Pid { get; init; }

    public required int RunnerPid { get; init; }

    public required int GatewayPort { get; init; }

    public required int SiloPort { get; init; }

    public required int HttpPort { get; init; }

    public required string Token { get; init; }

    public required string Build { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Writes it whole or not at all, readable by this user alone.</summary>
    public void Write(string path)
    {
        var draft = path + ".new";
        using (var stream = new FileStream(draft, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            JsonSerializer.Serialize(stream, this, SiloDescriptorJson.Default.SiloDescriptor);
        }

        File.Move(draft, path, overwrite: true);
    }

    public override string ToString() => $"SiloDescriptor({Pid})"; // the token must not reach a log
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(SiloDescriptor))]
internal sealed partial class SiloDescriptorJson : JsonSerializerContext;
