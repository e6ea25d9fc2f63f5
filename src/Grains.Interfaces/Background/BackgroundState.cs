namespace Apex.Background;

/// <summary>Where a background task stands. What it came to is its <see cref="Verdict"/>.</summary>
[GenerateSerializer, Alias("apex.BackgroundState")]
public enum BackgroundState
{
    /// <summary>Waits for its turn.</summary>
    Queued = 0,

    /// <summary>Had its turn; its layers have not begun.</summary>
    Starting = 1,

    /// <summary>Its layers run.</summary>
    Running = 2,

    /// <summary>Somebody cancelled it; what runs is being stopped.</summary>
    Cancelling = 3,

    /// <summary>Terminal.</summary>
    Completed = 4,
}
