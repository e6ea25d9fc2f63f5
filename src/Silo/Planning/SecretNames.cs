using System.Text.RegularExpressions;

namespace Apex.Planning;

/// <summary>Names that look like secrets: their values are treated as if the file said <c>secret: true</c>.</summary>
internal static partial class SecretNames
{
    /// <summary>Shorter values are switches (1, true): masking them would blot out half a log.</summary>
    private const int ShortestSecret = 6;

    public static bool IsSecret(string name, string value) => value.Length >= ShortestSecret && Looks().IsMatch(name);

    [GeneratedRegex("(^|_)(TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?)(_|$)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Looks();
}
