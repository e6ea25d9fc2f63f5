using Apex.Original;

namespace Apex.Client.Tests.Original;

/// <summary>The six switches of the original's detection order, in every combination.</summary>
public sealed class OldDetectionTests
{
    private static readonly string[][] _switches =
    [
        ["--master-orchestration"], ["--orchestration-status"], ["--use-layers"], ["--websocket-thread-id", "t1"], ["--background-status"], ["--category", "unit"],
    ];

    /// <summary>Master, status, use-layers, thread, background queue, categories: 1 given, 0 not, - either. What becomes of it, and which switches then have no effect.</summary>
    private static readonly (string Given, string Becomes, string Shadowed)[] _table =
    [
        ("--1--1", "refused", ""),
        ("1-00-0", "run --mode layered_execution", "-1--1-"),
        ("1-01-0", "run --mode layered_execution --thread t1", "-1--1-"),
        ("1-00-1", "run --category unit", "-1--1-"),
        ("1-01-1", "run --category unit --thread t1", "-1--1-"),
        ("1-10-0", "run --mode layered_execution", "-1--1-"),
        ("1-11-0", "run --mode layered_execution --thread t1", "-1--1-"),
        ("010---", "status", "--1111"),
        ("011--0", "status", "--1111"),
        ("0011-0", "run --mode layered_execution --thread t1", "----1-"),
        ("0010-0", "run --mode layered_execution", "----1-"),
        ("000-1-", "background status", "---1-1"),
        ("000001", "run --mode legacy_categories --category unit", ""),
        ("000101", "run --mode legacy_categories --category unit --thread t1", ""),
        ("000100", "run --mode legacy_categories --thread t1", ""),
        ("000000", "not the original's", ""),
    ];

    public static TheoryData<string> Combinations => [.. Enumerable.Range(0, 1 << _switches.Length).Select(number => Convert.ToString(number, 2).PadLeft(_switches.Length, '0'))];

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Translation_OfACombination_IsTheTables(string given)
    {
        var row = _table.Where(row => Matches(given, row.Given)).ShouldHaveSingleItem();
        string[] line = [.. Chosen(given).SelectMany(index => _switches[index])];

        OldLine.Is(line, _ => null).ShouldBe(row.Becomes != "not the original's");
        if (row.Becomes == "refused")
        {
            Should.Throw<CliException>(() => OldTranslation.Of(line)).ExitCode.ShouldBe(ExitCode.Refused);
        }
        else if (line.Length > 0)
        {
            var translation = OldTranslation.Of(line);

            string.Join(' ', translation.Arguments).ShouldBe(row.Becomes);
            translation.Notes.Select(note => note.Split(' ')[0]).ShouldBe(
                Chosen(given).Where(index => row.Shadowed.Length > 0 && row.Shadowed[index] == '1').Select(index => _switches[index][0]), ignoreOrder: true);
        }
    }

    [Fact]
    public void Order_OfTheSwitchesOnTheLine_MeansNothing() =>
        OldTranslation.Of(["--websocket-thread-id", "t1", "--orchestration-status", "--use-layers", "--master-orchestration"]).Arguments
            .ShouldBe(OldTranslation.Of(["--master-orchestration", "--use-layers", "--orchestration-status", "--websocket-thread-id", "t1"]).Arguments);

    private static bool Matches(string given, string pattern) => given.Zip(pattern).All(pair => pair.Second == '-' || pair.First == pair.Second);

    private static IEnumerable<int> Chosen(string given) => Enumerable.Range(0, given.Length).Where(index => given[index] == '1');
}
