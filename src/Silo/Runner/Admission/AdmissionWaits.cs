using Apex.Resources;

namespace Apex.Runner;

/// <summary>Says why an attempt is not admitted. Pure.</summary>
internal static class AdmissionWaits
{
    public static HeldWait Of(AttemptSpec spec, AdmissionRoom room, AdmissionClaims claims)
    {
        foreach (var group in spec.Groups)
        {
            if (!room.FitsInto(group, spec))
            {
                return new HeldWait(spec.Id, ReasonOf(group, spec), Words(group, spec, room));
            }
        }

        var missing = Missing(spec, room);
        return missing is not null ? new HeldWait(spec.Id, WaitReasons.Capacity, missing)
            : room.Fits(spec, claims) ? new HeldWait(spec.Id, WaitReasons.Priority, "it may start now: others of better priority or of another project go first, or it is the next")
            : new HeldWait(spec.Id, WaitReasons.Priority, "another attempt has waited so long for room that this is kept for it");
    }

    private static string? Missing(AttemptSpec spec, AdmissionRoom room)
    {
        var freeMemory = room.MemoryMb - room.MemoryUsed;
        var freeCpu = room.CpuPercent - room.CpuUsed;
        var taken = room.Taken(spec);
        return taken + room.SlotsOf(spec) > room.Slots
                ? spec.Dedicated ? $"it runs alone on its host: {taken} of {room.Slots} slots are taken" : $"{taken} of {room.Slots} slots are taken"
            : spec.MemoryMb > freeMemory ? $"it reserves {spec.MemoryMb} MiB of memory, {freeMemory} of {room.MemoryMb} MiB are free"
            : spec.CpuPercent > freeCpu ? $"it reserves {spec.CpuPercent} % of a core, {freeCpu} of {room.CpuPercent} % are free"
            : null;
    }

    private static string ReasonOf(AdmissionGroup group, AttemptSpec spec) =>
        group.Key == spec.Id.Execution ? WaitReasons.ExecutionLimit
        : group.Key == ApexKeys.Layer(spec.Id.Execution, spec.Id.Layer) ? WaitReasons.LayerLimit
        : WaitReasons.Lock;

    private static string Words(AdmissionGroup group, AttemptSpec spec, AdmissionRoom room)
    {
        var use = room.Of(group);
        var who = ReasonOf(group, spec) switch
        {
            WaitReasons.ExecutionLimit => "the execution",
            WaitReasons.LayerLimit => $"layer '{spec.Id.Layer}'",
            _ when group.Key.StartsWith("lock:", StringComparison.Ordinal) => $"lock '{group.Key["lock:".Length..]}' on this host",
            _ => $"category '{spec.Id.Category}' in this working tree (max_parallel_instances)",
        };
        return use.Count >= group.Max ? $"{who}: {use.Count} of {group.Max} run"
            : group.MaxMemoryMb is { } memory && use.MemoryMb + spec.MemoryMb > memory ? $"{who} reserves {use.MemoryMb} of {memory} MiB of memory, this needs {spec.MemoryMb} MiB"
            : $"{who} reserves {use.CpuPercent} of {room.CpuOf(group)} % of a core, this needs {spec.CpuPercent} %";
    }
}
