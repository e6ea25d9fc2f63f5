using Apex.Contracts.Tests.Contracts;

namespace Apex.Contracts.Tests.Wire;

/// <summary>A number of an enum is sent and its name is stored: neither is ever given to something else.</summary>
public sealed class EnumGoldenTests
{
    private const string Golden = "tests/Contracts.Tests/Golden/enums.txt";

    private static readonly string[] _today =
        [.. from type in ContractTypes.Enums from value in Enum.GetValues(type).Cast<object>() select $"{ContractTypes.AliasOf(type)} {Convert.ToInt64(value)} {value}"];

    [Fact]
    public void EnumValues_OfEarlierBuilds_AreStillThere() => Recorded().Except(_today, StringComparer.Ordinal).ShouldBeEmpty();

    [Fact]
    public void EnumValues_OfThisBuild_AreRecorded() =>
        _today.Except(Recorded(), StringComparer.Ordinal).ShouldBeEmpty($"run once with APEX_WRITE_GOLDEN=1, or add the lines to {Golden}");

    private static string[] Recorded()
    {
        var path = Repository.PathOf(Golden);
        var recorded = File.Exists(path) ? File.ReadAllLines(path) : [];
        var missing = _today.Except(recorded, StringComparer.Ordinal).ToArray();
        if (missing.Length == 0 || Environment.GetEnvironmentVariable("APEX_WRITE_GOLDEN") != "1")
        {
            return recorded;
        }

        File.AppendAllLines(path, missing);
        return [.. recorded, .. missing];
    }
}
