using System.Security.Cryptography;
using System.Text;
using Apex.Categories;

namespace Apex.Runner;

/// <summary>
/// Name of the environment variable that every process of an attempt inherits: <c>APEX_MARK_</c> and 16 hexadecimal digits.
/// A variable of its own per attempt, so that the marks of nested runners add up instead of overwriting each other.
/// </summary>
internal static class AttemptMark
{
    public const string Prefix = "APEX_MARK_";
    private const int Digits = 16;
    private static readonly byte[] PrefixBytes = Encoding.ASCII.GetBytes(Prefix);

    public static string Of(AttemptId id, string stateFolder) =>
        Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{stateFolder}|{id}")).AsSpan(0, Digits / 2));

    /// <summary>Calls back for each mark in an environment block; stops when the callback says true.</summary>
    /// <returns>True if the callback said so.</returns>
    public static bool Any(ReadOnlySpan<byte> environment, Predicate<string> found)
    {
        while (true)
        {
            var at = environment.IndexOf(PrefixBytes);
            if (at < 0 || environment.Length < at + PrefixBytes.Length + Digits)
            {
                return false;
            }

            // At the start of a variable: a value that quotes a mark is none.
            var isName = at == 0 || environment[at - 1] == 0;
            environment = environment[at..];
            if (isName && found(Encoding.ASCII.GetString(environment[..(PrefixBytes.Length + Digits)])))
            {
                return true;
            }

            environment = environment[PrefixBytes.Length..];
        }
    }
}
