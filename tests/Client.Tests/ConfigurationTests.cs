using Apex.Runs;

namespace Apex.Client.Tests;

public sealed class ConfigurationTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("apex-config-").FullName;

    [Theory]
    [InlineData("apex.yaml", "", "apex.yaml", "")]
    [InlineData("config/apex.yaml", "", "config/apex.yaml", "")]
    [InlineData("config/apex.yaml apex.yaml", "", "apex.yaml", "")]
    [InlineData("apex.yaml src/config/apex.yaml", "src/deep", "src/config/apex.yaml", "src")]
    [InlineData("config/apex.yaml", "src/deep", "config/apex.yaml", "")]
    [InlineData("config/apex.yaml", "config", "config/apex.yaml", "")]
    public void Find_FromAFolder_TakesTheNearest(string files, string from, string expected, string project)
    {
        Git();
        foreach (var file in files.Split(' '))
        {
            Write(file);
        }

        var found = ConfigurationFinder.Find(null, Folder(from));

        found.ShouldBe(new FoundConfiguration(Path.Combine(_root, expected), project.Length == 0 ? _root : Path.Combine(_root, project)));
    }

    [Fact]
    public void Find_AboveTheRepositorysRoot_DoesNotLook()
    {
        Write("apex.yaml");
        var inner = Folder("repo/src");
        File.WriteAllText(Path.Combine(_root, "repo", ".git"), "gitdir: elsewhere\n");

        var error = Should.Throw<CliException>(() => ConfigurationFinder.Find(null, inner));

        error.ExitCode.ShouldBe(ExitCode.Refused);
        error.Hints.ShouldContain($"  {inner}");
        error.Hints.ShouldContain($"  {Path.Combine(_root, "repo")}");
        error.Hints.ShouldNotContain($"  {_root}");
    }

    [Fact]
    public void Find_ANamedFile_IsRelativeToTheFolder()
    {
        Write("other/ci.yaml");

        ConfigurationFinder.Find("other/ci.yaml", _root).ProjectFolder.ShouldBe(Path.Combine(_root, "other"));
        Should.Throw<CliException>(() => ConfigurationFinder.Find("other", _root)).Message.ShouldContain("is a folder");
        Should.Throw<CliException>(() => ConfigurationFinder.Find("no.yaml", _root)).Message.ShouldContain("does not exist");
    }

    [Theory]
    [InlineData("dev", "environments/dev.yaml", true)]
    [InlineData("development", "environments/dev.yaml", true)]
    [InlineData("dev", "environments/development.yaml", true)]
    [InlineData("prod", "environments/production.yaml", true)]
    [InlineData("test", "environments/dev.yaml", false)]
    public void Read_WithAnEnvironment_AddsItsFile(string environment, string file, bool added)
    {
        Write("apex.yaml");
        Write(file);

        var files = ConfigurationReader.Read(ConfigurationFinder.Find(Path.Combine(_root, "apex.yaml"), _root), environment, _root);

        files.Select(read => read.Path).ShouldBe(added ? ["apex.yaml", file] : ["apex.yaml"]);
    }

    [Fact]
    public void Read_OfBytesThatAreNoText_SaysWhere()
    {
        var file = Path.Combine(_root, "apex.yaml");
        File.WriteAllBytes(file, [(byte)'a', 0xC3, 0x28]);

        var error = Should.Throw<CliException>(() => ConfigurationReader.Read(new FoundConfiguration(file, _root), "test", _root));

        (error.Code, error.ExitCode).ShouldBe(("config_not_text", ExitCode.Refused));
    }

    [Fact]
    public void Read_WithAByteOrderMark_LeavesItOut()
    {
        var file = Path.Combine(_root, "apex.yaml");
        File.WriteAllBytes(file, [0xEF, 0xBB, 0xBF, (byte)'v']);

        ConfigurationReader.Read(new FoundConfiguration(file, _root), "test", _root)[0].Text.ShouldBe("v");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void Git() => Directory.CreateDirectory(Path.Combine(_root, ".git"));

    private string Folder(string path) => Directory.CreateDirectory(Path.Combine(_root, path)).FullName.TrimEnd('/');

    private void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_root, path))!);
        File.WriteAllText(Path.Combine(_root, path), "version: 1\n");
    }
}
