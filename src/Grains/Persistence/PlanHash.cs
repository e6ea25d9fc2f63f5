using System.Security.Cryptography;
using Apex.Planning;

namespace Apex.Persistence;

/// <summary>Identity of a plan: SHA-256 over its canonical JSON, lower-case hexadecimal. The same plan has the same hash on each host.</summary>
public static class PlanHash
{
    public static string Of(ExecutionPlan plan)
    {
        using var hashing = new HashingStream(Stream.Null);
        ApexJson.Serialize(hashing, plan);
        return hashing.Hash();
    }

    /// <param name="canonicalJson">What <see cref="ApexJson"/> wrote.</param>
    public static string Of(ReadOnlySpan<byte> canonicalJson) => Convert.ToHexStringLower(SHA256.HashData(canonicalJson));
}
