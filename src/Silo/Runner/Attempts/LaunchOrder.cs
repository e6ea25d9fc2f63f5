using Apex.Categories;

namespace Apex.Runner;

/// <summary>All that a slot needs to start a command.</summary>
/// <param name="Id">Which attempt.</param>
/// <param name="Spec">What to run.</param>
/// <param name="Context">Environment and secrets of its execution.</param>
/// <param name="Folder">Its folder in the spool.</param>
/// <param name="Mark">Name of its mark.</param>
/// <param name="Number">Its number within this process.</param>
internal sealed record LaunchOrder(AttemptId Id, AttemptSpec Spec, CommandContext Context, string Folder, string Mark, long Number);

/// <summary>What came of it.</summary>
internal sealed record LaunchResult
{
    public int Pid { get; init; }

    public int PidFd { get; init; } = -1;

    public int Pipe { get; init; } = -1;

    public long StartedMs { get; init; }

    public long StartedBootMs { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public SecretPatterns Secrets { get; init; } = SecretPatterns.None;

    /// <summary>Set if there is no process: why.</summary>
    public StopCause? Failure { get; init; }
}
