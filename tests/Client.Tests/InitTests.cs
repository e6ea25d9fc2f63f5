using Apex.Client.Tests.Fixtures;
using Apex.Init;

namespace Apex.Client.Tests;

/// <summary>init and schema: files in, files out, no silo.</summary>
public sealed class InitTests
{
    private const string VsTest = "--logger trx --results-directory \"$APEX_RESULTS_DIR\"";

    [Theory]
    [InlineData("Shop.sln", "", "dotnet: dotnet test Shop.sln " + VsTest)]
    [InlineData("My Shop.slnx", "", "dotnet: dotnet test 'My Shop.slnx' " + VsTest)]
    [InlineData("tests/A.Tests/A.Tests.csproj", "<PackageReference Include=\"Microsoft.NET.Test.Sdk\" />", "dotnet: dotnet test tests/A.Tests/A.Tests.csproj " + VsTest)]
    [InlineData("src/A/A.csproj", "<Project />", null)]
    [InlineData("pyproject.toml", "", "pytest: python3 -m pytest")]
    [InlineData("pytest.ini", "", "pytest: python3 -m pytest")]
    [InlineData("setup.cfg", "[tool:pytest]\n", "pytest: python3 -m pytest")]
    [InlineData("setup.cfg", "[metadata]\n", null)]
    [InlineData("package.json", """{"devDependencies":{"vitest":"^3"},"scripts":{"test":"x"}}""", "vitest: npx vitest run")]
    [InlineData("package.json", """{"dependencies":{"jest":"^30"}}""", "jest: npx jest")]
    [InlineData("package.json", """{"devDependencies":{"jest":"^30","jest-junit":"^16"}}""", "jest: JEST_JUNIT_OUTPUT_DIR=\"$APEX_RESULTS_DIR\" npx jest --reporters=default --reporters=jest-junit")]
    [InlineData("package.json", """{"scripts":{"test":"mocha"}}""", "npm: npm test")]
    [InlineData("package.json", """{"scripts":{"test":"echo \"Error: no test specified\" && exit 1"}}""", null)]
    [InlineData("package.json", "{}", null)]
    [InlineData("go.mod", "", "go: go test ./...")]
    [InlineData("Cargo.toml", "", "cargo: cargo test")]
    public void Find_OfAFile_KnowsItsKind(string file, string text, string? expected)
    {
        using var cli = new TestCli();
        cli.Write(file, text);

        ProjectDetector.Find(cli.Folder).Select(command => $"{command.Name}: {command.Command}").ShouldBe(expected is null ? [] : [expected]);
    }

    [Fact]
    public void Find_OfTestingPlatform_AsksForAReportOnlyWhereItCanBeWritten()
    {
        using var cli = new TestCli();
        cli.Write("Shop.sln", "");
        cli.Write("global.json", """{"test":{"runner":"Microsoft.Testing.Platform"}}""");
        ProjectDetector.Find(cli.Folder).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            command => command.Command.ShouldBe("dotnet test --solution Shop.sln"),
            command => command.Report.ShouldBeNull());

        cli.Write("tests/A/A.csproj", "<PackageReference Include=\"Microsoft.Testing.Extensions.TrxReport\" />");

        ProjectDetector.Find(cli.Folder).ShouldHaveSingleItem().Report.ShouldBe("trx");
    }

    [Fact]
    public void Find_OfSeveralTestProjects_GivesEachAName()
    {
        using var cli = new TestCli();
        foreach (var project in (string[])["tests/A.Tests/A.Tests.csproj", "tests/b/A_Tests.csproj", "tests/9/9.csproj"])
        {
            cli.Write(project, "<PackageReference Include=\"xunit.v3\" />");
        }

        ProjectDetector.Find(cli.Folder).Select(command => command.Name).ShouldBe(["tests_9", "a_tests", "a_tests_2"], ignoreOrder: true);
    }

    [Fact]
    public async Task Init_OfSeveralKinds_WritesThemAllWithAModeline()
    {
        using var cli = new TestCli();
        cli.Write("Shop.sln", "");
        cli.Write("pyproject.toml", "");
        cli.Write("package.json", """{"scripts":{"test":"node --test"}}""");
        cli.Write("go.mod", "");

        var result = await cli.RunAsync("init");

        result.Code.ShouldBe(ExitCode.Passed);
        Golden.Check("init.yaml", File.ReadAllText(Path.Combine(cli.Folder, "apex.yaml")));
        Golden.Check("init.txt", result.Out);
        File.ReadAllText(Path.Combine(cli.Folder, "apex.schema.json")).ShouldBe(SchemaFile.Text());
        (cli.Silo.Ensured, cli.Region.Connections).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Init_WithJson_PrintsTheDocument()
    {
        using var cli = new TestCli();
        cli.Write("pyproject.toml", "");

        Golden.Check("init.json", (await cli.RunAsync("init", "-o", "json")).Out);
    }

    [Theory]
    [InlineData("apex.yaml", "init")]
    [InlineData("config/apex.yaml", "init")]
    [InlineData("other.yaml", "init --config other.yaml")]
    public async Task Init_OverAFile_RefusesAndLeavesIt(string existing, string line)
    {
        using var cli = new TestCli();
        cli.Write("go.mod", "");
        cli.Write(existing, "mine\n");

        var result = await cli.RunAsync(line.Split(' '));

        result.Code.ShouldBe(ExitCode.Refused);
        result.Error.ShouldContain($"{existing} exists, and nothing is overwritten");
        File.ReadAllText(Path.Combine(cli.Folder, existing)).ShouldBe("mine\n");
        Directory.GetFiles(cli.Folder, "*.schema.json").ShouldBeEmpty();
    }

    [Fact]
    public async Task Init_WithASchemaThatExists_LeavesIt()
    {
        using var cli = new TestCli();
        cli.Write("go.mod", "");
        cli.Write("apex.schema.json", "mine");

        (await cli.RunAsync("init")).Out.ShouldStartWith("wrote apex.yaml\n");

        File.ReadAllText(Path.Combine(cli.Folder, "apex.schema.json")).ShouldBe("mine");
    }

    [Fact]
    public async Task Init_IntoTheConfigFolder_LooksInItsParent()
    {
        using var cli = new TestCli();
        cli.Write("go.mod", "");

        (await cli.RunAsync("init", "--config", "config/apex.yaml")).Code.ShouldBe(ExitCode.Passed);

        File.ReadAllText(Path.Combine(cli.Folder, "config", "apex.yaml")).ShouldContain("go test ./...");
    }

    [Fact]
    public async Task Init_OfAnEmptyFolder_SaysWhatItLookedFor()
    {
        using var cli = new TestCli();

        var result = await cli.RunAsync("init");

        result.Code.ShouldBe(ExitCode.Refused);
        result.Error.ShouldContain("Cargo.toml");
        result.Error.ShouldContain("apex init --command 'make test'");
        Directory.GetFileSystemEntries(cli.Folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Init_WithACommand_WritesThatOne()
    {
        using var cli = new TestCli();

        (await cli.RunAsync("init", "--command", "make test # all")).Code.ShouldBe(ExitCode.Passed);

        File.ReadAllText(Path.Combine(cli.Folder, "apex.yaml")).ShouldContain("        command: 'make test # all'\n");
    }

    [Theory]
    [InlineData("make test", "make test")]
    [InlineData("dotnet test 'My Shop.sln'", "dotnet test 'My Shop.sln'")]
    [InlineData("echo a: b", "'echo a: b'")]
    [InlineData("'x' y", "'''x'' y'")]
    [InlineData("true", "'true'")]
    [InlineData("a && b | c", "'a && b | c'")]
    [InlineData("a\nb", "\"a\\nb\"")]
    public void Scalar_OfACommand_IsYaml(string text, string yaml) => StarterFile.Scalar(text).ShouldBe(yaml);

    [Fact]
    public async Task Init_OfABrokenPackageFile_SaysSo()
    {
        using var cli = new TestCli();
        cli.Write("package.json", "{");

        var result = await cli.RunAsync("init");

        result.Code.ShouldBe(ExitCode.Refused);
        result.Error.ShouldContain("package.json is not JSON");
    }

    [Fact]
    public async Task Init_FromTheOriginal_WritesWhatTheSilosProgramAnswers()
    {
        using var cli = new TestCli();
        var original = cli.Write("config/test_layers.yaml", "layers: {}\n");

        var result = await cli.RunAsync("init", "--from", "config/test_layers.yaml", "--command", "run {category}");

        result.Code.ShouldBe(ExitCode.Passed);
        cli.Tool.Asked.ShouldBe([$"convert {original} run {{category}}"]);
        File.ReadAllText(Path.Combine(cli.Folder, "apex.yaml")).ShouldBe("# yaml-language-server: $schema=./apex.schema.json\n# converted\nlayers: {}\n");
        File.ReadAllText(original).ShouldBe("layers: {}\n");
        (cli.Silo.Ensured, cli.Region.Connections).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Init_FromSomethingElse_SaysWhereAndWritesNothing()
    {
        using var cli = new TestCli();
        cli.Write("x.yaml", "layers: [");
        cli.Tool.Answer = new Apex.Local.SiloAnswer(2, "", "x.yaml:1:9: broken YAML: this bracket is never closed\n");

        var result = await cli.RunAsync("init", "--from", "x.yaml");

        result.Code.ShouldBe(ExitCode.Refused);
        result.Error.ShouldContain("x.yaml:1:9: broken YAML");
        File.Exists(Path.Combine(cli.Folder, "apex.yaml")).ShouldBeFalse();
        (await cli.RunAsync("init", "--from", "none.yaml")).Error.ShouldContain("none.yaml does not exist");
    }

    [Fact]
    public async Task Schema_NeedsNoSilo()
    {
        using var cli = new TestCli();

        var result = await cli.RunAsync("schema");

        result.Code.ShouldBe(ExitCode.Passed);
        result.Out.ShouldBe(SchemaFile.Text());
        System.Text.Json.JsonDocument.Parse(result.Out).RootElement.GetProperty("definitions").GetProperty("category").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Object);
        (cli.Silo.Ensured, cli.Region.Connections).ShouldBe((0, 0));
    }
}
