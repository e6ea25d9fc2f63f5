using System.Text.RegularExpressions;

namespace Apex.Contracts.Tests.House;

/// <summary>What a file of this house may look like.</summary>
public sealed partial class SourceFileTests
{
    private const int ProductLines = 300;
    private const int TestLines = 500;

    [Fact]
    public void SourceFiles_OfTheProduct_HaveAtMostThreeHundredLines() => Longer("src", ProductLines).ShouldBeEmpty();

    [Fact]
    public void SourceFiles_OfTheTests_HaveAtMostFiveHundredLines() => Longer("tests", TestLines).ShouldBeEmpty();

    [Fact]
    public void Files_WrittenByPeople_LeaveNoUnfinishedWork()
    {
        var marks = from file in Written()
                    let lines = File.ReadAllLines(Repository.PathOf(file))
                    from number in Enumerable.Range(0, lines.Length)
                    where UnfinishedWork().IsMatch(lines[number])
                    select $"{file}:{number + 1}: {lines[number].Trim()}";

        marks.ShouldBeEmpty("an open end belongs into an issue");
    }

    [Fact]
    public void UnfinishedWork_MarkInAComment_IsFound()
    {
        foreach (var mark in (string[])["TO" + "DO", "FIX" + "ME", "HA" + "CK", "X" + "XX"])
        {
            UnfinishedWork().IsMatch($"// {mark}: later").ShouldBeTrue();
        }

        UnfinishedWork().IsMatch("mktemp /tmp/a.XXXX" + "XX").ShouldBeFalse();
    }

    private static IEnumerable<string> Longer(string folder, int limit) =>
        from file in Repository.Sources(folder, ".cs")
        let lines = File.ReadLines(Repository.PathOf(file)).Count()
        where lines > limit
        select $"{file}: {lines} lines";

    private static IEnumerable<string> Written()
    {
        string[] folders = ["src", "tests", "docs", "config", ".ci", ".github"];
        string[] texts = [".cs", ".csproj", ".props", ".md", ".yaml", ".yml", ".sh", ".sql", ""];
        return folders.Where(folder => Directory.Exists(Repository.PathOf(folder)))
            .SelectMany(folder => Repository.Sources(folder, texts))
            .Concat(Directory.EnumerateFiles(Repository.Root).Where(file => texts.Contains(Path.GetExtension(file), StringComparer.Ordinal)).Select(file => Path.GetFileName(file)));
    }

    [GeneratedRegex(@"\b(?:TO(?:)DO|FIX(?:)ME|HA(?:)CK|X(?:)XX)\b", RegexOptions.NonBacktracking)]
    private static partial Regex UnfinishedWork();
}
