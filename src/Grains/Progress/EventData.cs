using System.Text.Json;
using System.Text.Json.Serialization;

namespace Apex.Progress;

/// <summary>Writes what an event has to say as the JSON object that readers get: snake_case, absent is null.</summary>
public static class EventData
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static string Of<T>(T data) => JsonSerializer.Serialize(data, Options);
}
