using System.Security.Cryptography;
using System.Text;

namespace Apex.Executions;

/// <summary>Makes execution ids.</summary>
public static class ExecutionId
{
    /// <summary>A new id: UUIDv7, so that ids sort by time.</summary>
    public static string New(DateTimeOffset now) => Guid.CreateVersion7(now).ToString("D");

    /// <summary>The one id that belongs to an idempotency key: UUIDv8 of SHA-256(region, project, key).</summary>
    public static string FromKey(string region, string project, string key)
    {
        // NUL ends each part, so that no two triples run into the same text.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{region}\0{project}\0{key}"));
        var id = hash.AsSpan(0, 16);
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true).ToString("D");
    }
}
