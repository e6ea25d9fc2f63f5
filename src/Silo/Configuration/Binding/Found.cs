using Apex.Configuration.Yaml;

namespace Apex.Configuration.Binding;

/// <summary>Says in words what stands in a file.</summary>
internal static class Found
{
    private const int Longest = 60;

    public static string Describe(YamlNode node) => node switch
    {
        YamlMap => "a map",
        YamlList => "a list",
        YamlScalar { IsNull: true } => "nothing",
        YamlScalar { IsPlain: true } scalar => Cut(scalar.Value),
        YamlScalar scalar => $"the text \"{Cut(scalar.Value)}\"",
        _ => "something else",
    };

    public static string Cut(string text)
    {
        var line = text.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? text[..end] + "…" : text;
        return line.Length <= Longest ? line : line[..Longest] + "…";
    }
}
