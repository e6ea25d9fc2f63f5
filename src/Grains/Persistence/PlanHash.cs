using System.Security.Cryptography;
using Apex.Planning;

namespace Apex.Persistence;

/// <summary>Identity of a plan: SHA-256 over its canonical JSON, lower-case hexadecimal. The same plan has the same hash on each host.</summary>
public static class PlanHash
{
    public static string Of(ExecutionPlan plan) => Of(ApexJson.Serialize(plan));

    /// <param name="canonicalJson">What <see cref="ApexJson"/> wrote.</param>
    public static string Of(ReadOnlySpan<byte> canonicalJson) => Convert.ToHexStringLower(SHA256.HashData(canonicalJson));
}
