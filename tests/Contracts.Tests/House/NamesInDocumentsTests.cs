using System.Text.RegularExpressions;

namespace Apex.Contracts.Tests.House;

/// <summary>Names that the code gives to people stand in the papers: crash points in reliability.md, error codes in errors.md.</summary>
public sealed partial class NamesInDocumentsTests
{
    private static readonly List<string> _crashPoints =
        [.. Repository.Sources("src", ".cs").SelectMany(file => CrashPoints(Repository.Read(file))).Distinct().Order(StringComparer.Ordinal)];

    [Fact]
    public void CrashPoints_InTheCode_StandInReliabilityMd() => _crashPoints.Except(TabledCrashPoints(), StringComparer.Ordinal).ShouldBeEmpty();

    [Fact]
    public void CrashPoints_InReliabilityMd_StandInTheCode()
    {
        if (_crashPoints.Count > 0)
        {
            TabledCrashPoints().Except(_crashPoints, StringComparer.Ordinal).ShouldBeEmpty();
        }
    }

    [Fact]
    public void CrashPoints_InReliabilityMd_HaveATest()
    {
        var tests = string.Concat(Repository.Sources("tests/Cluster.Tests", ".cs").Select(Repository.Read));

        TabledCrashPoints().Where(point => !tests.Contains($"[InlineData(\"{point}\")]", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void ErrorCodes_OfTheClient_StandInErrorsMd() =>
        Unlisted(Repository.Sources("src/Client", ".cs").SelectMany(file => ClientCodes(Repository.Read(file))), "docs/errors.md").ShouldBeEmpty();

    [Fact]
    public void ErrorCodes_OfTheConfiguration_StandInErrorsMd() =>
        Unlisted(Repository.Sources("src/Silo", ".cs").SelectMany(file => ProblemCodes(Repository.Read(file))), "docs/errors.md").ShouldBeEmpty();

    [Theory]
    [InlineData("crash.Hit(\"runner.spawned.before_journal\");", "runner.spawned.before_journal")]
    [InlineData("await WriteAsync(next, \"place\");", "place.before_write place.after_write")]
    [InlineData("await _rows.WriteAsync(_row, next, \"layer.stop\");", "layer.stop.before_write layer.stop.after_write")]
    [InlineData("await WriteAsync(Transitions.Cancel(await ReadAsync(), reason, Now), \"cancel\");", "cancel.before_write cancel.after_write")]
    [InlineData("(_, { State: ExecutionState.Completed }) => \"execution.end\",", "execution.end.before_write execution.end.after_write")]
    [InlineData("(false, _) => \"start\",", "start.before_write start.after_write")]
    [InlineData("turn.Record(\"ack\", new JournalRecord());", "runner.ack.before_journal runner.ack.after_journal")]
    [InlineData("crash.Hit($\"{point}.before_write\");", "")]
    public void CrashPoints_InALine_AreFound(string line, string expected) => string.Join(' ', CrashPoints(line)).ShouldBe(expected);

    [Theory]
    [InlineData("throw new CliException(\"home_not_writable\", ExitCode.Error, text)", "home_not_writable")]
    [InlineData("throw CliException.Refused(\"tree_busy\", text)", "tree_busy")]
    [InlineData("=> new(\"usage\", Apex.ExitCode.Refused, message)", "usage")]
    public void ClientCodes_InALine_AreFound(string line, string expected) => ClientCodes(line).ShouldBe([expected]);

    [Theory]
    [InlineData("problems.Error(node.Place, path, \"wrong_type\", $\"expected {x}\");", "wrong_type")]
    [InlineData("context.Warning($\"layers.{layer.Id}\", \"empty_layer\", $\"no\");", "empty_layer")]
    [InlineData("problems.Error(key.Place, \"\", \"tag\", $\"the tag\");", "tag")]
    public void ProblemCodes_InALine_AreFound(string line, string expected) => ProblemCodes(line).ShouldBe([expected]);

    private static IEnumerable<string> Unlisted(IEnumerable<string> names, string document)
    {
        var text = Repository.Read(document);
        return names.Distinct().Where(name => !text.Contains($"`{name}`", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> TabledCrashPoints() =>
        Repository.Read("docs/reliability.md").Split('\n').Where(line => CrashRow().IsMatch(line)).SelectMany(line => Names(Quoted(), line.Split('|')[2]));

    private static IEnumerable<string> CrashPoints(string source) =>
        Names(Hit(), source)
            .Concat(Names(DurableWrite(), source).SelectMany(name => new[] { $"{name}.before_write", $"{name}.after_write" }))
            .Concat(Names(JournalWrite(), source).SelectMany(name => new[] { $"runner.{name}.before_journal", $"runner.{name}.after_journal" }));

    private static IEnumerable<string> ClientCodes(string source) => Names(ClientCode(), source);

    private static IEnumerable<string> ProblemCodes(string source) => Names(ProblemCode(), source);

    private static IEnumerable<string> Names(Regex pattern, string source) => pattern.Matches(source).Select(match => match.Groups["name"].Value);

    [GeneratedRegex(@"\bHit\(\s*""(?<name>[a-z0-9_.]+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Hit();

    /// <summary>The name given to a write, or chosen for it in a switch over states.</summary>
    [GeneratedRegex(@"(\bWriteAsync\(.*, ""(?<name>[a-z_.]+)""\)|=> ""(?<name>start|(execution|layer)\.[a-z_]+)"",)", RegexOptions.ExplicitCapture)]
    private static partial Regex DurableWrite();

    [GeneratedRegex(@"(CliException(\.Refused)?\(\s*""(?<name>[a-z_]+)"",|\bnew\(\s*""(?<name>[a-z_]+)"",\s*(Apex\.)?ExitCode\.)", RegexOptions.ExplicitCapture)]
    private static partial Regex ClientCode();

    [GeneratedRegex(@"\b(Error|Warning)\(\s*(\$?""[^""]*""|[^;""])*?,\s*""(?<name>[a-z]+(_[a-z]+)*)"",\s*(\$?""|[a-z])", RegexOptions.ExplicitCapture)]
    private static partial Regex ProblemCode();

    [GeneratedRegex(@"\bRecord\(\s*""(?<name>[a-z_]+)"",", RegexOptions.ExplicitCapture)]
    private static partial Regex JournalWrite();

    [GeneratedRegex(@"^\| \d+ \|", RegexOptions.ExplicitCapture)]
    private static partial Regex CrashRow();

    [GeneratedRegex(@"`(?<name>[^`]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex Quoted();
}
