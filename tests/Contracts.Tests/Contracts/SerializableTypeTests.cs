using System.Reflection;

namespace Apex.Contracts.Tests.Contracts;

/// <summary>The wire goes by [Id]: a number is given once, and no property is forgotten. Numbers may be left out: branches that grow one record take ranges of their own.</summary>
public sealed class SerializableTypeTests
{
    public static TheoryData<string> Types => [.. ContractTypes.Serializable().Where(type => !type.IsEnum).Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Ids_OfASerializableType_AreGivenOnce(string name) => ContractTypes.Members(Find(name)).Select(static member => member.Id).ShouldBeUnique();

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
