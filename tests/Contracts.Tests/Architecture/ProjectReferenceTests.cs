namespace Apex.Contracts.Tests.Architecture;

/// <summary>References go one way: Interfaces ← Grains ← Silo; Interfaces ← Client.</summary>
public sealed class ProjectReferenceTests
{
    [Theory]
    [InlineData("src/Grains.Interfaces/Grains.Interfaces.csproj", "")]
    [InlineData("src/Grains/Grains.csproj", "Grains.Interfaces")]
    [InlineData("src/Silo/Silo.csproj", "Grains Grains.Interfaces")]
    [InlineData("src/Client/Client.csproj", "Grains.Interfaces Silo(build-only)")]
    public void Project_OfTheProduct_RefersToItsAllowedProjectsOnly(string project, string expected)
    {
        var actual = ProjectFile.Load(project).Projects.Select(reference => reference.BuildOnly ? $"{reference.Name}(build-only)" : reference.Name);

        string.Join(' ', actual.Order(StringComparer.Ordinal)).ShouldBe(expected);
    }

    [Fact]
    public void Interfaces_Packages_AreOrleansSdkAlone() =>
        ProjectFile.Load("src/Grains.Interfaces/Grains.Interfaces.csproj").Packages.ShouldBe(["Microsoft.Orleans.Sdk"]);

    [Theory]
    [InlineData("src/Grains/Grains.csproj")]
    [InlineData("src/Client/Client.csproj")]
    public void Project_WithoutStorageAndYaml_HasNoPackageForThem(string project)
    {
        string[] forbidden = ["Sqlite", "Npgsql", "AdoNet", "Dapper", "dbup", "YamlDotNet", "Serilog"];

        ProjectFile.Load(project).Packages
            .Where(package => forbidden.Any(word => package.Contains(word, StringComparison.OrdinalIgnoreCase)))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Projects_OfTheProduct_AreTheFourOfTheHouse() =>
        Repository.Sources("src", ".csproj").ShouldBe(
        [
            "src/Client/Client.csproj",
            "src/Grains.Interfaces/Grains.Interfaces.csproj",
            "src/Grains/Grains.csproj",
            "src/Silo/Silo.csproj",
        ]);
}
