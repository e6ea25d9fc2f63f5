namespace Apex;

/// <summary>Where a layer or a category stands.</summary>
[GenerateSerializer, Alias("apex.StepState")]
public enum StepState
{
    /// <summary>Waits for what it depends on.</summary>
    Pending = 0,

    /// <summary>May run; waits for capacity, a lock or its turn.</summary>
    Queued = 1,

    /// <summary>An attempt is placed with a host.</summary>
    Starting = 2,

    /// <summary>Its command runs (category), or at least one of its categories was placed (layer).</summary>
    Running = 3,

    /// <summary>Its command runs on, but no silo follows it at the moment.</summary>
    Detached = 4,

    /// <summary>Terminal, with a verdict.</summary>
    Completed = 5,

    /// <summary>Terminal: not run, with a reason.</summary>
    Skipped = 6,
}
