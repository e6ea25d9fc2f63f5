namespace Apex.Init;

/// <summary>Finds what tests a folder has by the files that each kind of project is known by. Reads, and runs nothing.</summary>
internal static class ProjectDetector
{
    /// <summary>One category a kind, several kinds at once; empty if nothing is known.</summary>
    public static IReadOnlyList<TestCommand> Find(string folder) =>
        [.. new[] { DotnetProject.Find(folder), PythonProject.Find(folder), NodeProject.Find(folder), Go(folder), Cargo(folder) }.SelectMany(found => found)];

    /// <summary>What <see cref="Find"/> looks for, for a message.</summary>
    public static IReadOnlyList<string> Marks =>
        ["*.sln, *.slnx or *.csproj", "pyproject.toml, pytest.ini, setup.cfg or tox.ini", "package.json with a test script, jest or vitest", "go.mod", "Cargo.toml"];

    private static IEnumerable<TestCommand> Go(string folder) => File.Exists(Path.Combine(folder, "go.mod"))
        ? [new TestCommand { Name = "go", Command = "go test ./...", FoundBy = "go.mod", Framework = "go" }]
        : [];

    private static IEnumerable<TestCommand> Cargo(string folder) => File.Exists(Path.Combine(folder, "Cargo.toml"))
        ? [new TestCommand { Name = "cargo", Command = "cargo test", FoundBy = "Cargo.toml", Framework = "cargo" }]
        : [];
}
