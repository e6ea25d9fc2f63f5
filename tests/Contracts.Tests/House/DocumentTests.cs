using System.Text.RegularExpressions;

namespace Apex.Contracts.Tests.House;

/// <summary>What the papers say is there.</summary>
public sealed partial class DocumentTests
{
    public static TheoryData<string> Documents =>
        [.. Directory.EnumerateFiles(Repository.Root, "*.md").Select(file => Path.GetFileName(file)).Concat(Repository.Sources("docs", ".md")).Order(StringComparer.Ordinal)];

    [Theory]
    [InlineData("dotnet run --project src/Client -c Release -- run --mode fast_feedback")]
    [InlineData("dotnet test Apex.Orleans.sln -c Release")]
    public void Readme_ItsCommands_StandOnLinesOfTheirOwn(string command) => Repository.Read("README.md").Split('\n').ShouldContain(command);

    [Fact]
    public void CiScript_TestStep_IsTheReadmesCommand() =>
        Repository.Read(".ci/run").Split('\n').ShouldContain(line => line.TrimStart().StartsWith("dotnet test Apex.Orleans.sln -c Release ", StringComparison.Ordinal));

    [Theory]
    [InlineData("README.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("AGENTS.md")]
    [InlineData("CHANGELOG.md")]
    [InlineData("SECURITY.md")]
    [InlineData("LICENSE")]
    public void RootDocument_OfTheHouse_IsThereAndNotEmpty(string file) => Repository.Read(file).Length.ShouldBeGreaterThan(200);

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_ToFilesOfTheRepository_LeadSomewhere(string document)
    {
        var folder = Path.GetDirectoryName(Repository.PathOf(document))!;
        var broken = Link().Matches(Repository.Read(document))
            .Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal))
            .Where(target => !Path.Exists(Path.Combine(folder, target)));

        broken.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Decisions))]
    public void Decision_OfTheRecord_HasItsFiveParts(string file)
    {
        var text = Repository.Read(file);

        foreach (var part in (string[])["## Problem", "## Decision", "## Why", "## Non-goals", "## What would change it"])
        {
            text.Split('\n').ShouldContain(part, file);
        }
    }

    public static TheoryData<string> Decisions => [.. Repository.Sources("docs/adr", ".md").Where(file => char.IsAsciiDigit(Path.GetFileName(file)[0]))];

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)(#[^)]*)?\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();
}
