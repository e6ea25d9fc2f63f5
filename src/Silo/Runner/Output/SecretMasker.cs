using System.Buffers;

namespace Apex.Runner;

/// <summary>Replaces secrets in a stream of bytes, also where a secret is cut by the border of two chunks.</summary>
internal sealed class SecretMasker(SecretPatterns patterns)
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private byte[] _carry = [];

    private static ReadOnlySpan<byte> Mask => "***"u8;

    /// <summary>True if the bytes can be written as they are.</summary>
    public bool IsIdle => patterns.IsEmpty;

    /// <summary>The chunk with secrets masked. What may be the beginning of a secret is held back for the next call.</summary>
    public ReadOnlySpan<byte> Next(ReadOnlySpan<byte> chunk) => Run(chunk, isLast: false);

    /// <summary>What was held back.</summary>
    public ReadOnlySpan<byte> Finish() => Run([], isLast: true);

    private ReadOnlySpan<byte> Run(ReadOnlySpan<byte> chunk, bool isLast)
    {
        if (patterns.IsEmpty)
        {
            return chunk;
        }

        ReadOnlySpan<byte> rest = chunk;
        if (_carry.Length > 0)
        {
            rest = (byte[])[.. _carry, .. chunk];
            _carry = [];
        }

        _output.ResetWrittenCount();
        while (true)
        {
            var at = rest.IndexOfAny(patterns.FirstBytes);
            if (at < 0)
            {
                _output.Write(rest);
                return _output.WrittenSpan;
            }

            _output.Write(rest[..at]);
            rest = rest[at..];
            var (length, mayGrow) = Match(rest);
            if (mayGrow && !isLast)
            {
                _carry = rest.ToArray();
                return _output.WrittenSpan;
            }

            _output.Write(length > 0 ? Mask : rest[..1]);
            rest = rest[Math.Max(1, length)..];
        }
    }

    // Patterns are sorted by falling length: a longer one that may still come is met before a shorter one that is there.
    private (int Length, bool MayGrow) Match(ReadOnlySpan<byte> text)
    {
        foreach (var pattern in patterns.Patterns)
        {
            if (text.StartsWith(pattern))
            {
                return (pattern.Length, false);
            }

            if (pattern.Length > text.Length && pattern.AsSpan().StartsWith(text))
            {
                return (LongestHere(text), true);
            }
        }

        return (0, false);
    }

    private int LongestHere(ReadOnlySpan<byte> text)
    {
        foreach (var pattern in patterns.Patterns)
        {
            if (text.StartsWith(pattern))
            {
                return pattern.Length;
            }
        }

        return 0;
    }
}
