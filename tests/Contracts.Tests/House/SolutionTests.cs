namespace Apex.Contracts.Tests.House;

/// <summary>What the solution builds and tests is what lies in the folders.</summary>
public sealed class SolutionTests
{
    private static readonly string _solution = Repository.Read("Apex.Orleans.sln").Replace('\\', '/');

    public static TheoryData<string> Projects => [.. Repository.Sources("src", ".csproj").Concat(Repository.Sources("tests", ".csproj"))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_InTheFolders_IsInTheSolution(string project) => _solution.ShouldContain($"\"{project}\"");

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_InTheFolders_HasALockFile(string project) =>
        File.Exists(Path.Combine(Path.GetDirectoryName(Repository.PathOf(project))!, "packages.lock.json")).ShouldBeTrue("a restore without it is not the same everywhere");

    [Theory]
    [InlineData("Client.Tests")]
    [InlineData("Cluster.Tests")]
    [InlineData("Contracts.Tests")]
    [InlineData("Grains.Tests")]
    [InlineData("MissionCritical.Tests")]
    [InlineData("Silo.Tests")]
    public void TestProject_OfTheHouse_IsThere(string name) => Repository.Sources("tests", ".csproj").ShouldContain($"tests/{name}/{name}.csproj");
}
