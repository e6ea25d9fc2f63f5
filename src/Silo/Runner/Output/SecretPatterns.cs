using System.Text;

namespace Apex.Runner;

/// <summary>The byte sequences that must not reach a log: each secret as it is, line by line, as base64 and URL-encoded.</summary>
internal sealed class SecretPatterns
{
    /// <summary>A shorter value would mask ordinary text.</summary>
    public const int ShortestSecret = 4;

    private const int ShortestGuess = 8;

    private static readonly string[] SecretEndings =
        ["TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "API_KEY", "APIKEY", "PRIVATE_KEY", "ACCESS_KEY", "SECRET_KEY", "CREDENTIALS"];

    public static SecretPatterns None { get; } = new([]);

    private SecretPatterns(IEnumerable<byte[]> patterns)
    {
        // Longest first: of two secrets that begin alike, the longer one is masked as a whole.
        Patterns = [.. patterns.OrderByDescending(pattern => pattern.Length)];
        var first = new bool[256];
        foreach (var pattern in Patterns)
        {
            first[pattern[0]] = true;
        }

        FirstBytes = System.Buffers.SearchValues.Create([.. Enumerable.Range(0, 256).Where(value => first[value]).Select(value => (byte)value)]);
    }

    public IReadOnlyList<byte[]> Patterns { get; }

    public System.Buffers.SearchValues<byte> FirstBytes { get; }

    public bool IsEmpty => Patterns.Count == 0;

    public static SecretPatterns Of(IEnumerable<string> secrets)
    {
        var forms = secrets.SelectMany(Forms).Where(form => form.Length >= ShortestSecret).ToHashSet(StringComparer.Ordinal);
        return forms.Count == 0 ? None : new SecretPatterns(forms.Select(Encoding.UTF8.GetBytes));
    }

    /// <summary>True if a variable's name says that its value is a secret.</summary>
    public static bool LooksSecret(string name, string value) =>
        value.Length >= ShortestGuess
        && SecretEndings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
        && !Path.IsPathRooted(value);

    private static IEnumerable<string> Forms(string secret)
    {
        if (secret.Length < ShortestSecret)
        {
            yield break;
        }

        yield return secret;
        foreach (var line in secret.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            yield return line;
        }

        // Without the padding, which the two alphabets and other programs treat differently.
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('=');
        yield return base64;
        yield return base64.Replace('+', '-').Replace('/', '_');
        yield return Uri.EscapeDataString(secret);
    }
}
