using Apex.Configuration.Settings;

namespace Apex.Planning;

/// <summary>Whether categories could ever reserve more than a ceiling allows, given how many run at once.</summary>
/// <remarks>A ceiling that their reservations cannot reach holds without anybody watching it.</remarks>
internal static class Ceilings
{
    public static bool MemoryCanBind(IEnumerable<CategorySettings> categories, int slots, int? ceilingMb) =>
        ceilingMb is { } ceiling && Largest(categories, slots, static category => category.Resources.MemoryMb) > ceiling;

    /// <param name="categories">What may run.</param>
    /// <param name="slots">How many of them at once.</param>
    /// <param name="ceilingPercent">Of the host: on the smallest host, which has one core, that is as many percent of a core.</param>
    public static bool CpuCanBind(IEnumerable<CategorySettings> categories, int slots, int ceilingPercent) =>
        ceilingPercent < 100 && Largest(categories, slots, static category => category.Resources.CpuPercent) > ceilingPercent;

    private static long Largest(IEnumerable<CategorySettings> categories, int slots, Func<CategorySettings, int> reservation) =>
        categories.Select(reservation).OrderDescending().Take(slots).Sum(static value => (long)value);
}
