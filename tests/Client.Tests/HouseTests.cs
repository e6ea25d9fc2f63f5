namespace Apex.Client.Tests;

public sealed class HouseTests
{
    [Fact]
    public void Verdict_None_IsZero() => ((int)Verdict.None).ShouldBe(0);
}
