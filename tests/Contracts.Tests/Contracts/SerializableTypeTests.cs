using System.Reflection;

namespace Apex.Contracts.Tests.Contracts;

/// <summary>The wire goes by [Id]: a number is given once, they ascend from 0, and no property is forgotten.</summary>
public sealed class SerializableTypeTests
{
    public static TheoryData<string> Types => [.. ContractTypes.Serializable().Where(type => !type.IsEnum).Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Ids_OfASerializableType_AscendFromZero(string name)
    {
        var ids = ContractTypes.Members(Find(name)).Select(member => member.Id).ToList();

        // A number is given once; one that was left out costs nothing.
        ids.Take(1).ShouldAllBe(id => id == 0);
        ids.ShouldBe(ids.Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Properties_OfASerializableType_AreSerialisedOrComputed(string name)
    {
        var forgotten = Find(name)
            .GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(property => property.SetMethod is not null && property.GetCustomAttribute<IdAttribute>() is null)
            .Select(property => property.Name);

        forgotten.ShouldBeEmpty();
    }

    [Fact]
    public void Messages_OfTheContracts_AreSealedOrValues() =>
        ContractTypes.Messages.Where(type => !type.IsSealed).ShouldBeEmpty();

    private static Type Find(string name) => ContractTypes.Serializable().Single(type => type.FullName == name);
}
