using System.Text.RegularExpressions;

namespace Apex.Output;

/// <summary>A command as a person would type it.</summary>
internal static partial class CommandText
{
    /// <summary>The script of a shell command without arguments (its name, <c>apex</c>, is none); else the words, quoted for a shell.</summary>
    public static string Of(IReadOnlyList<string> command) =>
        command is ["sh" or "bash", "-c", _] or ["sh" or "bash", "-c", _, "apex"] ? command[2].TrimEnd('\n') : string.Join(' ', command.Select(Word));

    private static string Word(string word) => Plain().IsMatch(word) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex("^[A-Za-z0-9_@%+=:,./-]+\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Plain();
}
