using System.Reflection;

namespace Apex.Contracts.Tests.Contracts;

/// <summary>A name on the wire is given once and never follows a renaming.</summary>
public sealed class AliasTests
{
    [Fact]
    public void GrainInterfaces_All_HaveAnAlias() =>
        ContractTypes.Callable.Where(type => type.GetCustomAttribute<AliasAttribute>() is null).ShouldBeEmpty();

    [Fact]
    public void GrainMethods_All_HaveAnAliasOfTheirOwn()
    {
        var faults = from type in ContractTypes.Callable
                     from method in type.GetMethods()
                     let alias = method.GetCustomAttribute<AliasAttribute>()?.Alias
                     where alias is null || type.GetMethods().Count(other => other.GetCustomAttribute<AliasAttribute>()?.Alias == alias) > 1
                     select $"{type.Name}.{method.Name}: {alias ?? "none"}";

        faults.ShouldBeEmpty();
    }

    [Fact]
    public void SerializableTypes_All_HaveAnAlias() =>
        ContractTypes.Serializable().Where(type => type.GetCustomAttribute<AliasAttribute>() is null).ShouldBeEmpty();

    [Fact]
    public void Aliases_OfTypesAndInterfaces_AreUniqueAndBeginWithApex()
    {
        var aliases = ContractTypes.Serializable().Concat(ContractTypes.Callable)
            .Where(type => type.GetCustomAttribute<AliasAttribute>() is not null)
            .Select(ContractTypes.AliasOf)
            .ToList();

        aliases.GroupBy(alias => alias, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key).ShouldBeEmpty();
        aliases.ShouldAllBe(alias => alias.StartsWith("apex.", StringComparison.Ordinal));
    }

    [Fact]
    public void ContractTypes_OfTheHouse_AreFound()
    {
        ContractTypes.Callable.Count().ShouldBeGreaterThanOrEqualTo(12);
        ContractTypes.Messages.Count().ShouldBeGreaterThanOrEqualTo(30);
        ContractTypes.AgentInterfaces.Count().ShouldBe(6); // the five, and the host of extensions
    }
}
