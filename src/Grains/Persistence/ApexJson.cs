using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Apex.Persistence;

/// <summary>The one JSON on disk: states and plans. snake_case, enums by name, UTC times of fixed width, maps in key order, nulls left out.</summary>
/// <remarks>Equal values are equal bytes on each host, so a hash over them is an identity (<see cref="PlanHash"/>).</remarks>
public static class ApexJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is not listed in <see cref="ApexJsonContext"/>.</exception>
    public static byte[] Serialize<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, TypeInfo<T>());

    /// <summary>The same bytes, a piece at a time.</summary>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is not listed in <see cref="ApexJsonContext"/>.</exception>
    public static void Serialize<T>(Stream target, T value) => JsonSerializer.Serialize(target, value, TypeInfo<T>());

    /// <exception cref="JsonException">The text is not a <typeparamref name="T"/>, or says null.</exception>
    public static T Deserialize<T>(ReadOnlySpan<byte> utf8)
        where T : class =>
        JsonSerializer.Deserialize(utf8, TypeInfo<T>()) ?? throw new JsonException($"null is no {typeof(T).Name}");

    /// <summary>A time as it stands in the JSON: its text order is its order.</summary>
    public static string TimeText(DateTimeOffset value) => UtcTime.ToText(value);

    /// <summary>Reads what <see cref="TimeText"/> wrote.</summary>
    public static DateTimeOffset ParseTime(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    public static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(ApexJsonContext.Default.Options)
        {
            TypeInfoResolver = ApexJsonContext.Default.WithAddedModifier(KeepInitialisers),

            // Event data is JSON inside a string: the default encoder would write each quote as six bytes.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        options.MakeReadOnly();
        return options;
    }

    /// <summary>Generated metadata sets init-only members that the text does not name to zero or null; a field added later would lose its safe default.</summary>
    private static void KeepInitialisers(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || type.Type.IsValueType || type.Type.GetConstructor(Type.EmptyTypes) is null)
        {
            return;
        }

        type.CreateObject = () => Activator.CreateInstance(type.Type)!;
        foreach (var property in type.Properties)
        {
            if (property.AttributeProvider is PropertyInfo { CanWrite: true } member)
            {
                property.Set = member.SetValue;
            }
        }
    }
}
