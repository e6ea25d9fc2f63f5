using Apex.Contracts.Tests.Contracts;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Apex.Contracts.Tests.Wire;

/// <summary>What an earlier build wrote, this one reads: field by field, for every message of the contracts.</summary>
/// <remarks><c>APEX_WRITE_GOLDEN=1</c> writes files that are missing; nothing changes one that exists.</remarks>
public sealed class WireGoldenTests
{
    private static readonly Serializer _serializer = new ServiceCollection()
        .AddSerializer(serializer => serializer.AddAssembly(ContractTypes.Interfaces).AddAssembly(typeof(SiloAddress).Assembly))
        .BuildServiceProvider()
        .GetRequiredService<Serializer>();

    private static readonly bool _write = Environment.GetEnvironmentVariable("APEX_WRITE_GOLDEN") == "1";

    public static TheoryData<string> Messages => [.. ContractTypes.Messages.Select(ContractTypes.AliasOf)];

    [Theory]
    [MemberData(nameof(Messages))]
    public void Message_OfEveryEarlierShape_IsReadAsItWasMeant(string alias)
    {
        foreach (var golden in Goldens(alias))
        {
            var message = _serializer.Deserialize<object>(golden.Bytes).ShouldNotBeNull();

            ContractTypes.AliasOf(message.GetType()).ShouldBe(alias);
            var read = Fields.Of(message);
            golden.Fields.Where(field => read.GetValueOrDefault(field.Key) != field.Value)
                .Select(field => $"shape {golden.Shape}: {field.Key} was {field.Value}, is {read.GetValueOrDefault(field.Key) ?? "gone"}")
                .ShouldBeEmpty();
        }
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Message_OfThisBuild_HasAGoldenWithAllItsFields(string alias)
    {
        var goldens = Goldens(alias);

        goldens.ShouldNotBeEmpty("run once with APEX_WRITE_GOLDEN=1 and commit the new file");
        OwnFields(TypeOf(alias)).Except(RootsOf(goldens[^1]), StringComparer.Ordinal).ShouldBeEmpty("a new field is a new shape: run once with APEX_WRITE_GOLDEN=1");
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Message_WrittenAndRead_IsTheSame(string alias)
    {
        var sample = Sample.Of(TypeOf(alias));

        Fields.Of(_serializer.Deserialize<object>(_serializer.SerializeToArray<object>(sample))).ShouldBe(Fields.Of(sample));
    }

    [Fact]
    public void Goldens_All_BelongToATypeThatIsStillRead() =>
        WireGolden.Aliases().Except(ContractTypes.Messages.Select(ContractTypes.AliasOf), StringComparer.Ordinal).ShouldBeEmpty();

    private static IReadOnlyList<WireGolden> Goldens(string alias)
    {
        var goldens = WireGolden.Of(alias);
        var type = TypeOf(alias);
        if (_write && (goldens.Count == 0 || OwnFields(type).Except(RootsOf(goldens[^1]), StringComparer.Ordinal).Any()))
        {
            var sample = Sample.Of(type);
            new WireGolden(goldens.Count + 1, _serializer.SerializeToArray<object>(sample), Fields.Of(sample)).Write(alias);
            return WireGolden.Of(alias);
        }

        return goldens;
    }

    private static IEnumerable<string> OwnFields(Type type) => ContractTypes.Members(type).Select(member => member.Property.Name);

    private static IEnumerable<string> RootsOf(WireGolden golden) => golden.Fields.Keys.Select(path => path.Split('.', '[')[0]).Distinct();

    private static Type TypeOf(string alias) => ContractTypes.Messages.Single(type => ContractTypes.AliasOf(type) == alias);
}
