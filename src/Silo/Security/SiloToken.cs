using System.Security.Cryptography;
using System.Text;

namespace Apex.Security;

/// <summary>The random secret of one silo's life. It stands in <c>silo.json</c> (0600) and nowhere else.</summary>
public sealed class SiloToken
{
    /// <summary>64 lower-case hexadecimal characters.</summary>
    public string Value { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public bool Matches(string? presented) =>
        presented is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(presented), Encoding.UTF8.GetBytes(Value));

    public override string ToString() => "SiloToken(hidden)";
}
