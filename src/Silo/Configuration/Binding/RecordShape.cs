using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;

namespace Apex.Configuration.Binding;

/// <summary>The fields of a settings record, read once from its declarations.</summary>
internal sealed class RecordShape
{
    private static readonly ConcurrentDictionary<Type, RecordShape> Known = new();

    private RecordShape(Type type)
    {
        Type = type;
        var fresh = Activator.CreateInstance(type)!;
        Fields = [.. type.GetProperties()
            .Select(property => (property, field: property.GetCustomAttribute<FieldAttribute>()))
            .Where(static pair => pair.field is not null)
            .Select(pair => new FieldShape(pair.property, pair.field!, pair.property.GetValue(fresh)))];
        ByName = Fields.ToDictionary(static field => field.Name);
    }

    public Type Type { get; }

    public IReadOnlyList<FieldShape> Fields { get; }

    public IReadOnlyDictionary<string, FieldShape> ByName { get; }

    /// <summary>True if the type has declared fields of its own.</summary>
    public static bool IsRecord(Type type) => type.IsClass && type.GetProperties().Any(static property => property.IsDefined(typeof(FieldAttribute)));

    public static RecordShape Of(Type type) => Known.GetOrAdd(type, static key => new RecordShape(key));
}

/// <summary>One field: its name in YAML, its declaration, its default.</summary>
internal sealed class FieldShape(PropertyInfo property, FieldAttribute field, object? defaultValue)
{
    public PropertyInfo Property { get; } = property;

    public FieldAttribute Field { get; } = field;

    public string Name { get; } = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);

    public object? Default { get; } = defaultValue;

    /// <summary>Type without <see cref="Nullable{T}"/>.</summary>
    public Type ValueType { get; } = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;

    /// <summary>True if an explicit null says "none".</summary>
    public bool IsOptional { get; } =
        Nullable.GetUnderlyingType(property.PropertyType) is not null
        || new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;

    /// <summary>Type of the elements of a list or a map; null for anything else.</summary>
    public Type? ElementType { get; } = property.PropertyType.IsGenericType && Nullable.GetUnderlyingType(property.PropertyType) is null
        ? property.PropertyType.GetGenericArguments()[^1]
        : null;

    public bool IsList => ElementType is not null && Property.PropertyType.GetGenericTypeDefinition() == typeof(List<>);

    /// <summary>Words that a text or an enumeration may be; empty for any.</summary>
    public IReadOnlyList<string> Words { get; } = (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) is { IsEnum: true } type
        ? [.. Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)]
        : field.OneOf;

    /// <summary>What a value must be, for messages and the table.</summary>
    public string Expected { get; } = Expectation.Of(property, field);
}
