using Apex.Categories;
using Apex.Planning;
using Apex.Results.Artifacts;

namespace Apex.Silo.Tests.Results;

public sealed class ArtifactKeeperTests : IDisposable
{
    private static readonly DateTimeOffset _started = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Keep_NewFiles_AreCopiedUnderTheirNames()
    {
        Write("project/out/a.log", "a");
        Write("project/out/deep/b.log", "b");
        Write("project/other.txt", "no");

        var kept = Keep("out/**/*.log");

        kept.Files.ShouldBe(["out/a.log", "out/deep/b.log"]);
        kept.Folder.ShouldBe(Path.Combine(_folder.Path, "spool", "artifacts"));
        File.ReadAllText(Path.Combine(kept.Folder, "out", "deep", "b.log")).ShouldBe("b");
    }

    [Fact]
    public void Keep_FilesFromBefore_AreNot()
    {
        Write("project/old.log", "old");
        File.SetLastWriteTimeUtc(_folder.File("project/old.log"), _started.UtcDateTime.AddMinutes(-1));

        Find("*.log").ShouldBeNull();
    }

    [Fact]
    public void Keep_LinksOutOfTheProject_AreNot()
    {
        Write("outside/secret.log", "secret");
        Write("project/own.log", "own");
        File.CreateSymbolicLink(_folder.File("project/link.log"), _folder.File("outside/secret.log"));
        Directory.CreateSymbolicLink(_folder.File("project/away"), Path.Combine(_folder.Path, "outside"));

        Keep("**/*.log").Files.ShouldBe(["own.log"]);
    }

    [Fact]
    public void Keep_TooMany_KeepsSomeAndCountsTheRest()
    {
        for (var number = 0; number < ArtifactKeeper.MostFiles + 3; number++)
        {
            Write($"project/{number:000}.log", "x");
        }

        var kept = Keep("*.log");

        (kept.Files.Count, kept.Dropped).ShouldBe((ArtifactKeeper.MostFiles, 3));
    }

    [Fact]
    public void Keep_Again_ShowsWhatWasKeptFirst()
    {
        Write("project/a.log", "first");
        Keep("*.log");
        Write("project/a.log", "second");
        Write("project/b.log", "second");

        var again = Keep("*.log");

        again.Files.ShouldBe(["a.log"]);
        File.ReadAllText(Path.Combine(again.Folder, "a.log")).ShouldBe("first");
    }

    [Fact]
    public void Keep_AnotherWorkingDirectory_IsSearchedToo()
    {
        Write("project/sub/a.png", "a");

        Keep("*.png", "sub").Files.ShouldBe(["sub/a.png"]);
    }

    private KeptArtifacts Keep(string glob, string workingDirectory = "") => Find(glob, workingDirectory).ShouldNotBeNull();

    private KeptArtifacts? Find(string glob, string workingDirectory = "")
    {
        var project = Path.Combine(_folder.Path, "project");
        var category = new CategoryPlan { Name = "a", Command = ["true"], WorkingDirectory = Path.Combine(project, workingDirectory).TrimEnd('/'), Artifacts = [glob] };
        Directory.CreateDirectory(Path.Combine(_folder.Path, "spool"));
        return ArtifactKeeper.Keep(category, _started, Path.Combine(_folder.Path, "spool"), project);
    }

    private void Write(string name, string text) => File.WriteAllText(_folder.File(name), text);
}
