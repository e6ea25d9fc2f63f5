using System.Text.Json;

namespace Apex.Testing;

/// <summary>Recomputes from an event log (one JSON object a line) what was reserved at each moment, and says where it was more than allowed.</summary>
/// <remarks>Knows the event format and nothing of the code that it checks. A reservation lasts from <c>resource_allocated</c> to <c>resource_released</c>.</remarks>
public static class ReservationChecker
{
    /// <returns>Every violation in a sentence; empty if there is none.</returns>
    public static IReadOnlyList<string> Check(IEnumerable<string> lines, ReservationLimits limits)
    {
        var events = lines.Where(line => line.Length > 0).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var violations = new List<string>();
        violations.AddRange(Numbers(events));
        violations.AddRange(Ends(events, limits));
        violations.AddRange(Peaks(events, limits));
        var held = new List<Held>();
        foreach (var change in Changes(events))
        {
            if (change.Taken)
            {
                held.Add(change.Held);
                violations.AddRange(Excess(held, change, limits));
            }
            else if (held.RemoveAll(other => other.Attempt == change.Held.Attempt) == 0)
            {
                violations.Add($"{change.Held.Attempt} gave back what it did not have");
            }
        }

        violations.AddRange(held.Select(left => $"{left.Attempt} never gave back what it had"));
        return violations;
    }

    // Within a millisecond: what ends was there first, then comes what both begins and ends in it, one after the other, then what begins.
    private static IEnumerable<Change> Changes(List<JsonElement> events)
    {
        var changes = events
            .Where(next => Type(next) is "resource_allocated" or "resource_released")
            .Select(next => new Change(next.GetProperty("timestamp").GetDateTimeOffset(), Type(next) == "resource_allocated", Read(next)))
            .ToList();
        var moments = changes.GroupBy(change => (change.Held.Attempt, change.At)).Where(both => both.Count() == 2).Select(both => both.Key).ToHashSet();
        return changes
            .OrderBy(change => change.At)
            .ThenBy(change => moments.Contains((change.Held.Attempt, change.At)) ? 1 : change.Taken ? 2 : 0)
            .ThenBy(change => change.Held.Attempt, StringComparer.Ordinal)
            .ThenByDescending(change => change.Taken);
    }

    private static IEnumerable<string> Excess(List<Held> held, Change change, ReservationLimits limits)
    {
        var host = held.FindAll(other => other.Host == change.Held.Host);
        var layer = held.FindAll(other => other.Layer == change.Held.Layer);
        var at = $"at {change.At:HH:mm:ss.fff}, when {change.Held.Attempt} began";
        if (host.Count > limits.Slots || (host.Count > 1 && host.Exists(other => other.Dedicated)))
        {
            yield return $"{at}: {host.Count} attempts on host {change.Held.Host} with {limits.Slots} slots{(host.Exists(other => other.Dedicated) ? ", one of them alone" : "")}";
        }

        if (host.Sum(other => other.MemoryMb) > limits.MemoryMb)
        {
            yield return $"{at}: {host.Sum(other => other.MemoryMb)} MiB on host {change.Held.Host}, which has {limits.MemoryMb}";
        }

        if (host.Sum(other => other.CpuPercent) > limits.CpuPercent)
        {
            yield return $"{at}: {host.Sum(other => other.CpuPercent)} % CPU on host {change.Held.Host}, which has {limits.CpuPercent}";
        }

        if (limits.Layers.TryGetValue(change.Held.Layer, out var most)
            && (layer.Count > most.Count || layer.Sum(other => other.MemoryMb) > most.MemoryMb || layer.Sum(other => other.CpuPercent) > most.CpuPercent))
        {
            yield return $"{at}: layer {change.Held.Layer} has {layer.Count} attempts, {layer.Sum(other => other.MemoryMb)} MiB, {layer.Sum(other => other.CpuPercent)} % CPU; allowed {most}";
        }

        foreach (var name in change.Held.Locks.Where(name => held.Count(other => other.Locks.Contains(name)) > 1))
        {
            yield return $"{at}: lock {name} is held by {string.Join(" and ", held.Where(other => other.Locks.Contains(name)).Select(other => other.Attempt))}";
        }
    }

    private static IEnumerable<string> Numbers(List<JsonElement> events) =>
        events.Where((next, index) => next.GetProperty("seq").GetInt64() != index + 1).Take(1).Select(next => $"event {next.GetProperty("seq").GetInt64()} is out of order");

    private static IEnumerable<string> Ends(List<JsonElement> events, ReservationLimits limits)
    {
        var ended = events.Where(next => Type(next) == "category_completed").CountBy(Category).ToDictionary();
        var expected = limits.Categories.Count > 0 ? limits.Categories : [.. events.Where(next => Type(next) == "category_queued").Select(Category).Distinct()];
        return expected.Where(name => ended.GetValueOrDefault(name) != 1).Select(name => $"category {name} ended {ended.GetValueOrDefault(name)} times");
    }

    private static IEnumerable<string> Peaks(List<JsonElement> events, ReservationLimits limits) =>
        from next in events
        where Type(next) == "attempt_finished" && limits.EnforcedMemoryMb.ContainsKey(Category(next))
        let peak = next.GetProperty("data").GetProperty("peak_memory_mb")
        where peak.ValueKind == JsonValueKind.Number && peak.GetInt32() > limits.EnforcedMemoryMb[Category(next)]
        select $"category {Category(next)} used {peak.GetInt32()} MiB, {limits.EnforcedMemoryMb[Category(next)]} are enforced";

    private static Held Read(JsonElement next)
    {
        var data = next.GetProperty("data");
        return new Held
        {
            Attempt = $"{next.GetProperty("layer").GetString()}/{Category(next)}#{next.GetProperty("attempt").GetInt32()}",
            Layer = next.GetProperty("layer").GetString()!,
            Host = data.GetProperty("host").GetString()!,
            MemoryMb = data.GetProperty("memory_mb").GetInt32(),
            CpuPercent = data.GetProperty("cpu_percent").GetInt32(),
            Dedicated = data.GetProperty("dedicated").GetBoolean(),
            Locks = [.. data.GetProperty("locks").EnumerateArray().Select(name => name.GetString()!)],
        };
    }

    private static string Type(JsonElement next) => next.GetProperty("type").GetString()!;

    private static string Category(JsonElement next) => next.GetProperty("category").GetString()!;

    private sealed record Change(DateTimeOffset At, bool Taken, Held Held);

    private sealed record Held
    {
        public required string Attempt { get; init; }

        public required string Layer { get; init; }

        public required string Host { get; init; }

        public required int MemoryMb { get; init; }

        public required int CpuPercent { get; init; }

        public required bool Dedicated { get; init; }

        public required IReadOnlyList<string> Locks { get; init; }
    }
}
