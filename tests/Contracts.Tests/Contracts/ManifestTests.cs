namespace Apex.Contracts.Tests.Contracts;

/// <summary>The compiler compares code and manifest, but only where the manifest exists.</summary>
public sealed class ManifestTests
{
    [Theory]
    [InlineData("src/Grains.Interfaces")]
    [InlineData("src/Grains")]
    [InlineData("src/Silo")]
    public void Manifest_OfAProjectWithContracts_IsThere(string project) => File.Exists(Repository.PathOf($"{project}/OrleansContracts.txt")).ShouldBeTrue("run .ci/contracts");

    [Fact]
    public void Manifest_OfTheInterfaces_NamesEveryCallableInterface()
    {
        var manifest = Repository.Read("src/Grains.Interfaces/OrleansContracts.txt").Split('\n');

        ContractTypes.Callable.Where(type => type.Assembly == ContractTypes.Interfaces)
            .Where(type => !manifest.Any(line => line.StartsWith("interface ", StringComparison.Ordinal) && line.Contains($"] {type.FullName} [", StringComparison.Ordinal)))
            .ShouldBeEmpty("run .ci/contracts");
    }
}
