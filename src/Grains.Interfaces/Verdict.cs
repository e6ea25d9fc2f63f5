namespace Apex;

/// <summary>What an execution, layer, category or attempt came to. Not a state: a state says where it stands.</summary>
/// <remarks>Numbers are stored and sent; they are never reused.</remarks>
[GenerateSerializer, Alias("apex.Verdict")]
public enum Verdict
{
    /// <summary>Not decided yet.</summary>
    None = 0,

    /// <summary>Tests ran and said yes.</summary>
    Passed = 1,

    /// <summary>Tests ran and said no.</summary>
    Failed = 2,

    /// <summary>It could not be found out: configuration, infrastructure, memory.</summary>
    Error = 3,

    /// <summary>A limit on time ended it.</summary>
    TimedOut = 4,

    /// <summary>Somebody ended it.</summary>
    Cancelled = 5,

    /// <summary>No test ran. Never a pass.</summary>
    NoTests = 6,

    /// <summary>It was not run, for a reason that is recorded.</summary>
    Skipped = 7,
}
