using System.Text.RegularExpressions;

namespace Apex.Contracts.Tests.House;

/// <summary>What the code reads by name, <c>apex doctor</c> knows: else it would call a good variable mistyped. The client cannot see the silo's settings.</summary>
public sealed partial class KnownVariablesTests
{
    private const string List = "src/Client/Diagnosis/KnownVariables.cs";

    [Fact]
    public void Variables_InTheCode_AreKnownToTheDoctor()
    {
        var known = Names(Repository.Read(List)).ToHashSet(StringComparer.Ordinal);
        var read = Repository.Sources("src", ".cs").Where(static file => file != List).SelectMany(file => Names(Repository.Read(file))).Distinct().ToList();

        read.Count.ShouldBeGreaterThan(40);
        read.Where(name => !known.Contains(name) && !known.Any(family => family.EndsWith('_') && name.StartsWith(family, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    private static IEnumerable<string> Names(string source) => Quoted().Matches(source).Select(static match => match.Groups["name"].Value);

    [GeneratedRegex("\"(?<name>APEX_[A-Z0-9_]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Quoted();
}
