namespace Apex.Contracts.Tests.Contracts;

/// <summary>A quiet stream is polled at half of the silo's response timeout; a client that waits less gives every quiet watch up.</summary>
public sealed class RegionTimeoutTests
{
    [Fact]
    public void ClientTimeout_AgainstTheSilos_IsLongerThanThePollOfAQuietStream() =>
        ((double)ApexRegion.ClientResponseTimeoutSeconds).ShouldBeGreaterThan(ApexRegion.SiloResponseTimeoutSeconds / 2.0);

    [Fact]
    public void Timeouts_OfTheRegion_AreEightAndFiveSeconds() =>
        (ApexRegion.SiloResponseTimeoutSeconds, ApexRegion.ClientResponseTimeoutSeconds).ShouldBe((8, 5));

    [Fact]
    public void ServiceId_OfARegion_NamesIt() => ApexRegion.ServiceId("local").ShouldBe("apex-local");
}
