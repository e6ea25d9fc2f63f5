namespace Apex.Original;

/// <summary>What a line in the original's spelling wants, in the order of its detection.</summary>
internal enum OldSwitch
{
    /// <summary>Something is asked, nothing is to run.</summary>
    Information = 0,
    MasterOrchestration = 1,
    OrchestrationStatus = 2,

    /// <summary>Layers whose events are also carried by a thread.</summary>
    EnhancedLayers = 3,
    Layers = 4,
    BackgroundQueue = 5,
    Categories = 6,
}

/// <summary>Finds the first switch that holds. The others then say that they have no effect, or contradict it (<see cref="OldContradictions"/>).</summary>
internal static class OldDetection
{
    public static IReadOnlyList<string> Information { get; } = [OldFlags.ListCategories, OldFlags.ShowCategoryStats, OldFlags.Validate, OldFlags.ShowLayers];

    public static IReadOnlyList<string> Queue { get; } = [OldFlags.QueueE2E, OldFlags.BackgroundStatus, OldFlags.BackgroundResults, OldFlags.KillBackground];

    public static OldSwitch Of(OldLine line) => line switch
    {
        _ when Information.Any(line.Has) => OldSwitch.Information,
        _ when line.Has(OldFlags.Master) => OldSwitch.MasterOrchestration,
        _ when line.Has(OldFlags.Status) => OldSwitch.OrchestrationStatus,
        _ when line.Has(OldFlags.UseLayers) && line.Has(OldFlags.Thread) => OldSwitch.EnhancedLayers,
        _ when line.Has(OldFlags.UseLayers) => OldSwitch.Layers,
        _ when Queue.Any(line.Has) => OldSwitch.BackgroundQueue,

        // In the original these two alone ran plain categories, against its own guide.
        _ when line.Has(OldFlags.Mode) || line.Has(OldFlags.BackgroundE2E) => line.Has(OldFlags.Thread) ? OldSwitch.EnhancedLayers : OldSwitch.Layers,
        _ => OldSwitch.Categories,
    };
}
