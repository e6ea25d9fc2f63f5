using System.Text.Json;

namespace Apex.Settings;

/// <summary>One settings file: a JSON object of settings and of sections; comments and a last comma are allowed.</summary>
internal static class SettingsFile
{
    private const long LargestBytes = 1024 * 1024;

    /// <param name="path">The file.</param>
    /// <param name="find">Finds a setting by its full name; tells what is unknown by itself.</param>
    /// <param name="take">Takes a value; null means that the text after it is not allowed.</param>
    /// <param name="problems">Where faults of the file itself go.</param>
    public static void Read(string path, Func<string, string, SettingDefinition?> find, Action<SettingDefinition, object?, string, string> take, List<string> problems)
    {
        try
        {
            if (new FileInfo(path).Length > LargestBytes)
            {
                problems.Add($"{path}: larger than 1 MiB, which is no settings file");
                return;
            }

            var text = File.ReadAllBytes(path);
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                problems.Add($"{path}: expected a JSON object {{…}}");
                return;
            }

            Walk(document.RootElement, "", new SettingsPlaces(text));
        }
        catch (JsonException error)
        {
            problems.Add($"{path}:{error.LineNumber + 1}:{error.BytePositionInLine + 1}: this is no JSON: {error.Message.Split(" LineNumber:")[0]}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{path} cannot be read: {error.Message}");
        }

        void Walk(JsonElement map, string prefix, SettingsPlaces places)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var item in map.EnumerateObject())
            {
                var name = prefix + item.Name;
                var place = $"{path}:{places.Next(name)}";
                if (!seen.Add(item.Name))
                {
                    problems.Add($"{name} ({place}) stands there twice");
                }
                else if (item.Value.ValueKind == JsonValueKind.Object && prefix.Length == 0 && SettingDefinition.All.Any(setting => setting.Section == item.Name))
                {
                    Walk(item.Value, $"{item.Name}.", places);
                }
                else if (find(name, place) is { } setting)
                {
                    take(setting, Value(setting, item.Value), item.Value.ToString(), place);
                }
            }
        }
    }

    private static object? Value(SettingDefinition setting, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array when setting.IsList && value.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.String) =>
            SettingDefinition.ParseList([.. value.EnumerateArray().Select(static item => item.GetString()!)]),
        JsonValueKind.True => setting.Parse("true"),
        JsonValueKind.False => setting.Parse("false"),
        JsonValueKind.Number or JsonValueKind.String => setting.Parse(value.ToString()),
        _ => null,
    };
}
