using Apex.Configuration;
using Apex.Configuration.Yaml;
using Apex.Planning;
using Apex.Planning.Modes;
using Apex.Silo.Tests.Planning;

namespace Apex.Silo.Tests.Configuration;

/// <summary>Files are parsed once while they are the same and fresh, and never remembered as what they were before.</summary>
public sealed class ParsedFilesTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Read_OfTheSameText_ParsesOnce()
    {
        var files = new ParsedFiles(new YamlLimits(), _time);

        var first = files.Read(File("a: 1"));

        files.Read(File("a: 1")).ShouldBeSameAs(first);
    }

    [Fact]
    public void Read_OfAChangedText_IsWhatStandsThereNow()
    {
        var files = new ParsedFiles(new YamlLimits(), _time);
        files.Read(File("a: 1"));

        Value(files.Read(File("a: 2"))).ShouldBe("2");
        Value(files.Read(File("a: 1"))).ShouldBe("1");
    }

    [Fact]
    public void Read_OfTheSameTextInAnotherFile_NamesThatFile()
    {
        var files = new ParsedFiles(new YamlLimits(), _time);
        files.Read(File("a: [", "one.yaml"));

        files.Read(File("a: [", "two.yaml")).Problems.ToList().ShouldHaveSingleItem().File.ShouldBe("two.yaml");
    }

    [Fact]
    public void Read_AfterItsTime_ParsesAnew()
    {
        var files = new ParsedFiles(new YamlLimits(), _time);
        var first = files.Read(File("a: 1"));
        _time.Advance(ParsedFiles.Lifetime - TimeSpan.FromSeconds(1));
        files.Read(File("a: 1")).ShouldBeSameAs(first);

        _time.Advance(TimeSpan.FromSeconds(1));

        files.Read(File("a: 1")).ShouldNotBeSameAs(first);
    }

    [Fact]
    public void Read_OfManyFiles_KeepsAFewOfThem()
    {
        var files = new ParsedFiles(new YamlLimits(), _time);
        var first = files.Read(File("a: 0"));
        for (var number = 1; number <= ParsedFiles.MostFiles; number++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            files.Read(File($"a: {number}"));
        }

        files.Read(File("a: 0")).ShouldNotBeSameAs(first);
    }

    [Fact]
    public void Plan_OfTheSameFileTwice_HasTheSameProblemsAgain()
    {
        var planner = new Planner(new ModeCatalog(ModeCatalog.BuiltIn), new ParsedFiles(new YamlLimits(), _time));
        var request = PlanMaker.Request("layers: {a: {categories: [{name: a, command: x}], nmae: b, nmae: c}}");

        var first = planner.Plan(request).Problems;

        planner.Plan(request).Problems.ShouldBe(first);
        first.Select(static problem => problem.Code).ShouldBe(["unknown_key", "duplicate_key"], ignoreOrder: true);
    }

    private static string? Value(ParsedFile file) => ((file.Root as YamlMap)?.Find("a")?.Value as YamlScalar)?.Value;

    private static ConfigurationFile File(string text, string path = "apex.yaml") => new() { Path = path, Text = text };

    private sealed class ManualTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => _now += by.Ticks;

        public override long GetTimestamp() => _now;
    }
}
