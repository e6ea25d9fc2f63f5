using Apex.Categories;

namespace Apex.Runner;

/// <summary>What a journal says of one attempt.</summary>
internal sealed class JournalEntry
{
    public required AttemptId Id { get; init; }

    public long Epoch { get; set; }

    /// <summary>The last of placed, spawning, started, exited, withdrawn, acked, tombstone.</summary>
    public JournalKind Stage { get; set; }

    public int Pid { get; set; }

    public long StartedAtMs { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public AttemptEnd? End { get; set; }

    /// <summary>When it was acknowledged or tombstoned.</summary>
    public DateTimeOffset? SettledAt { get; set; }

    public bool IsUnfinished => Stage is JournalKind.Placed or JournalKind.Spawning or JournalKind.Started;
}

/// <summary>Reads the journals of a state folder: this boot's, and those of boots before it, whose attempts are all over.</summary>
internal static class JournalReplay
{
    public const string Pattern = "journal-*.log";

    public static string PathFor(string stateFolder, string boot) => Path.Combine(stateFolder, $"journal-{boot}.log");

    /// <param name="stateFolder">Folder of the journals.</param>
    /// <param name="boot">This boot's id.</param>
    /// <param name="entries">What is known of each attempt.</param>
    /// <param name="sound">Bytes of this boot's file that are sound.</param>
    /// <returns>Files of earlier boots, to be deleted once their content stands in the new one.</returns>
    public static IReadOnlyList<string> Read(string stateFolder, string boot, Dictionary<AttemptId, JournalEntry> entries, out int sound)
    {
        sound = 0;
        var current = PathFor(stateFolder, boot);
        var older = Directory.GetFiles(stateFolder, Pattern).Where(path => path != current).ToList();
        foreach (var path in older)
        {
            Apply(JournalCodec.Read(File.ReadAllBytes(path), out _), entries, isThisBoot: false);
        }

        if (File.Exists(current))
        {
            Apply(JournalCodec.Read(File.ReadAllBytes(current), out sound), entries, isThisBoot: true);
        }

        return older;
    }

    private static void Apply(List<JournalRecord> records, Dictionary<AttemptId, JournalEntry> entries, bool isThisBoot)
    {
        foreach (var record in records.Where(record => record.Kind != JournalKind.Boot))
        {
            var id = AttemptId.Parse(record.Id);
            if (!entries.TryGetValue(id, out var entry))
            {
                entries[id] = entry = new JournalEntry { Id = id };
            }

            Apply(record, entry, isThisBoot);
        }
    }

    private static void Apply(JournalRecord record, JournalEntry entry, bool isThisBoot)
    {
        entry.Epoch = Math.Max(entry.Epoch, record.Epoch);
        if (record.Kind == JournalKind.Epoch)
        {
            return;
        }

        // The spawner thread writes `started`, the loop writes `exited`: a later stage is never taken back.
        if (record.Kind == JournalKind.Started && !entry.IsUnfinished)
        {
            return;
        }

        entry.Stage = record.Kind;
        switch (record.Kind)
        {
            case JournalKind.Started:
                // Pids of another boot name nobody.
                entry.Pid = isThisBoot ? record.Pid : 0;
                entry.StartedAtMs = record.StartedAtMs;
                entry.StartedAt = record.At;
                break;
            case JournalKind.Exited or JournalKind.Withdrawn:
                entry.End = record.End;
                break;
            case JournalKind.Acked or JournalKind.Tombstone:
                entry.SettledAt = record.At;
                break;
        }
    }
}
