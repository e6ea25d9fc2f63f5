namespace Apex;

/// <summary>Why an attempt did not pass. Decides the verdict, the exit code and whether it is tried again (SPEC 3).</summary>
[GenerateSerializer, Alias("apex.FailureClass")]
public enum FailureClass
{
    /// <summary>It passed, or no test ran.</summary>
    None = 0,

    /// <summary>A test failed, or the command failed by itself.</summary>
    Test = 1,

    /// <summary>Wall-clock limit of the category, the layer or the execution.</summary>
    Timeout = 2,

    /// <summary>No output for longer than allowed.</summary>
    Hang = 3,

    /// <summary>Killed for memory.</summary>
    Oom = 4,

    /// <summary>The command cannot run as configured: not found, no such folder, bad usage.</summary>
    Config = 5,

    /// <summary>The host, runner or storage failed; nothing is known about the tests.</summary>
    Infra = 6,

    /// <summary>Stopped on request.</summary>
    Cancelled = 7,
}
