namespace Apex.Executions;

/// <summary>Where an execution stands. What it came to is its <see cref="Verdict"/>.</summary>
[GenerateSerializer, Alias("apex.ExecutionState")]
public enum ExecutionState
{
    /// <summary>Recorded, not begun.</summary>
    Queued = 0,

    /// <summary>Its plan is frozen, its first layers are being prepared.</summary>
    Initializing = 1,

    /// <summary>Services that its layers require are being started.</summary>
    StartingServices = 2,

    /// <summary>Gating layers run.</summary>
    ExecutingLayers = 3,

    /// <summary>The gate's verdict is decided; background layers go on.</summary>
    BackgroundRunning = 4,

    /// <summary>Everything has ended; last records are written.</summary>
    Completing = 5,

    /// <summary>Terminal.</summary>
    Completed = 6,
}
