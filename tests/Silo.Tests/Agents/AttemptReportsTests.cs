using Apex.Agents;
using Apex.Categories;
using Apex.Results;
using Apex.Runner;

namespace Apex.Silo.Tests.Agents;

public sealed class AttemptReportsTests
{
    private static readonly AttemptEnd End = new()
    {
        Id = new AttemptId("e", "l", "c", 1),
        Epoch = 1,
        Cause = EndCause.Exited,
        ExitCode = 0,
        StartedAt = DateTimeOffset.UnixEpoch,
        FinishedAt = DateTimeOffset.UnixEpoch.AddSeconds(1),
    };

    private static readonly AttemptOutcome Passed = new() { Verdict = Verdict.Passed };

    [Fact]
    public void Create_SameEndUnderAnotherEpoch_HasTheSameDigest() =>
        AttemptReports.Create(End, 7, "h", Passed).Digest.ShouldBe(AttemptReports.Create(End, 1, "h", Passed).Digest);

    [Fact]
    public void Create_AnotherExitCode_HasAnotherDigest() =>
        AttemptReports.Create(End with { ExitCode = 1 }, 1, "h", Passed).Digest.ShouldNotBe(AttemptReports.Create(End, 1, "h", Passed).Digest);
}
