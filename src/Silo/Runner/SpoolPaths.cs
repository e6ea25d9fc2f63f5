using System.Buffers;
using System.Globalization;
using Apex.Categories;

namespace Apex.Runner;

/// <summary>
/// Folder of an attempt: <c>execution/layer/category.n</c> below the spool. What stands behind the last dot is the number. A silent
/// attempt that keeps nothing has none after its end (<see cref="SlotFolder"/>).
/// </summary>
internal static class SpoolPaths
{
    private const int LongestPart = 200;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    public static string Folder(string spool, AttemptId id) =>
        Path.Combine(spool, id.Execution, id.Layer, string.Create(CultureInfo.InvariantCulture, $"{id.Category}.{id.Number}"));

    /// <summary>True if a name from outside may become a part of a path.</summary>
    public static bool IsSafe(string? part) =>
        part is { Length: > 0 and <= LongestPart } && !part.StartsWith('.') && !part.AsSpan().ContainsAnyExcept(Allowed);

    public static bool IsSafe(AttemptId id) => IsSafe(id.Execution) && IsSafe(id.Layer) && IsSafe(id.Category) && id.Number > 0;
}
