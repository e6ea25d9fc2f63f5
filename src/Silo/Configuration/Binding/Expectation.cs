using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Apex.Configuration.Settings;

namespace Apex.Configuration.Binding;

/// <summary>Says in words what a field takes.</summary>
internal static class Expectation
{
    public static string Of(PropertyInfo property, FieldAttribute field)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type switch
        {
            _ when type == typeof(int) => "a whole number" + Range(field),
            _ when type == typeof(double) => "a number" + Range(field),
            _ when type == typeof(bool) => "true or false",
            { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}",
            _ when type == typeof(string) => field.OneOf.Length > 0 ? $"one of {string.Join(", ", field.OneOf)}" : "a text",
            _ when type == typeof(CommandSetting) => "a command: a text for the shell, or a list of texts",
            _ when type == typeof(List<string>) => field.OneOf.Length > 0 ? $"a list of {string.Join(", ", field.OneOf)}" : "a list of texts",
            { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(List<>) => "a list of maps",
            _ when type == typeof(OrderedDictionary<string, EnvValue>) => "a map of variables",
            _ => "a map",
        };
    }

    public static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    private static string Range(FieldAttribute field)
    {
        var range = double.IsInfinity(field.Min) ? "" : $" from {Number(field.Min)} to {Number(field.Max)}";
        return field.Unit is null or "0–1" ? range : $"{range} ({field.Unit})";
    }
}
