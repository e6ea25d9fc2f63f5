using System.Text;
using System.Text.Json;

namespace Apex.Settings;

/// <summary>Line and column of each value in a settings file, in the order in which they stand there.</summary>
internal sealed class SettingsPlaces
{
    private readonly Dictionary<string, Queue<string>> _places = new(StringComparer.Ordinal);

    /// <param name="text">The file, which is JSON.</param>
    public SettingsPlaces(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var (name, section) = ("", "");
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                name = reader.GetString()!;
            }
            else if (name.Length > 0)
            {
                if (reader.CurrentDepth == 1)
                {
                    section = name;
                    Add(name, Place(text, (int)reader.TokenStartIndex));
                }
                else if (reader.CurrentDepth == 2)
                {
                    Add($"{section}.{name}", Place(text, (int)reader.TokenStartIndex));
                }

                name = "";
            }
        }
    }

    /// <summary><c>LINE:COLUMN</c> of the next value with this name, each from 1.</summary>
    public string Next(string name) => _places[name].Dequeue();

    private static string Place(ReadOnlySpan<byte> text, int at)
    {
        var before = text[..at];
        return $"{before.Count((byte)'\n') + 1}:{Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1}";
    }

    private void Add(string name, string place)
    {
        if (!_places.TryGetValue(name, out var places))
        {
            _places[name] = places = new Queue<string>();
        }

        places.Enqueue(place);
    }
}
