using System.Reflection;
using Apex.Persistence;

namespace Apex.Contracts.Tests.Contracts;

/// <summary>Orleans stores a row under state name and grain key, without the class: two classes with one name would read each other's rows.</summary>
public sealed class StateNameTests
{
    private static readonly List<(string Field, string Name)> _names =
        [.. typeof(StateNames).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral)
            .Select(field => (field.Name, (string)field.GetRawConstantValue()!))];

    [Fact]
    public void StateNames_All_AreUnique() =>
        _names.GroupBy(entry => entry.Name, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key).ShouldBeEmpty();

    [Fact]
    public void StateNames_OfThisVersion_AreNeverRenamed()
    {
        string[] stored = ["Category=category", "Controller=controller", "Execution=execution", "Layer=layer", "Storage=apex"];

        stored.Except(_names.Select(entry => $"{entry.Field}={entry.Name}"), StringComparer.Ordinal).ShouldBeEmpty("rows under the old name would be lost");
    }

    [Fact]
    public void GrainClasses_OfTheProduct_UseNoPersistentStateFacet()
    {
        var facets = from type in ContractTypes.Grains.GetTypes().Concat(ContractTypes.Silo.GetTypes())
                     where typeof(Grain).IsAssignableFrom(type)
                     from constructor in type.GetConstructors()
                     from parameter in constructor.GetParameters()
                     where parameter.ParameterType.IsGenericType && parameter.ParameterType.GetGenericTypeDefinition() == typeof(IPersistentState<>)
                     select $"{type.Name}({parameter.Name})";

        facets.ShouldBeEmpty("docs/adr/0007");
    }
}
