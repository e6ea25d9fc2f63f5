using System.IO.Compression;
using Apex.Persistence;
using Apex.Planning;

namespace Apex.Storage;

/// <summary>A plan as bytes on disk: canonical JSON, Brotli, cut into pieces.</summary>
internal static class PlanChunks
{
    /// <summary>A larger row would hold up every other write of its commit.</summary>
    public const int Size = 256 * 1024;

    /// <returns>The plan's hash, the bytes of its JSON, and the pieces.</returns>
    public static (string Hash, long Bytes, List<byte[]> Chunks) Split(ExecutionPlan plan)
    {
        using var packed = new MemoryStream();
        using var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true);
        using var json = new HashingStream(brotli);
        ApexJson.Serialize(json, plan);
        brotli.Dispose();
        return (json.Hash(), json.Length, [.. packed.ToArray().Chunk(Size)]);
    }

    /// <exception cref="InvalidDataException">The pieces are not the plan of this hash.</exception>
    public static (ExecutionPlan Plan, long Bytes) Join(string hash, IEnumerable<byte[]> chunks)
    {
        using var packed = new MemoryStream();
        foreach (var chunk in chunks)
        {
            packed.Write(chunk);
        }

        packed.Position = 0;
        using var brotli = new BrotliStream(packed, CompressionMode.Decompress);
        using var json = new MemoryStream();
        brotli.CopyTo(json);
        var text = json.GetBuffer().AsSpan(0, (int)json.Length);
        return PlanHash.Of(text) == hash
            ? (ApexJson.Deserialize<ExecutionPlan>(text), json.Length)
            : throw new InvalidDataException($"The stored plan {hash} has another hash: the database is damaged");
    }
}
