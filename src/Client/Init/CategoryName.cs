using System.Text;

namespace Apex.Init;

/// <summary>Makes a name of lower-case letters, digits and underscores from any other.</summary>
internal static class CategoryName
{
    private const int Longest = 60;

    public static string From(string text)
    {
        var name = new StringBuilder();
        foreach (var letter in text.ToLowerInvariant().Take(Longest))
        {
            name.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
        }

        var trimmed = name.ToString().Trim('_');
        return trimmed.Length > 0 && char.IsAsciiLetter(trimmed[0]) ? trimmed : $"tests_{trimmed}".TrimEnd('_');
    }
}
