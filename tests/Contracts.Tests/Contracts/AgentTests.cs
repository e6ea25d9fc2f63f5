using Orleans.Services;

namespace Apex.Contracts.Tests.Contracts;

/// <summary>
/// A grain service is addressed by the first interface derived from <see cref="IGrainService"/> that Orleans finds on its class:
/// a second one, or one on a base class, would put several agents under one address, and calls would fail.
/// </summary>
public sealed class AgentTests
{
    public static TheoryData<string> Interfaces => [.. ContractTypes.AgentInterfaces.Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(Interfaces))]
    public void AgentInterface_OfTheContracts_DerivesFromIGrainServiceDirectly(string name)
    {
        var type = ContractTypes.AgentInterfaces.Single(candidate => candidate.FullName == name);

        type.Name.ShouldEndWith("Agent");
        OwnInterfaces(type).ShouldBeEmpty();
    }

    [Fact]
    public void AgentClasses_OfTheSilo_ImplementOneAgentInterfaceEachAndBaseClassesNone() => Faults(ContractTypes.Silo.GetTypes()).ShouldBeEmpty();

    [Fact]
    public void AgentClasses_OfTheSilo_AreOneForEachKindOnceTheyExist()
    {
        var implemented = AgentClasses(ContractTypes.Silo.GetTypes()).SelectMany(OwnInterfaces).Distinct().Select(type => type.Name).ToList();

        if (implemented.Count > 0)
        {
            implemented.Order(StringComparer.Ordinal).ShouldBe(ContractTypes.AgentInterfaces.Select(type => type.Name).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Faults_BaseClassWithInterface_IsNamed() =>
        Faults([typeof(ForbiddenBase), typeof(FirstChild)]).ShouldBe([$"{nameof(ForbiddenBase)} is abstract and implements {nameof(IFirstAgent)}"]);

    [Fact]
    public void Faults_TwoInterfaces_AreNamed() =>
        Faults([typeof(Both)]).ShouldBe([$"{nameof(Both)} implements 2 agent interfaces"]);

    private static IEnumerable<string> Faults(IEnumerable<Type> types)
    {
        foreach (var type in AgentClasses(types))
        {
            var own = OwnInterfaces(type);
            if (type.IsAbstract && own.Count > 0)
            {
                yield return $"{type.Name} is abstract and implements {own[0].Name}";
            }
            else if (!type.IsAbstract && own.Count != 1)
            {
                yield return $"{type.Name} implements {own.Count} agent interfaces";
            }
        }
    }

    private static IEnumerable<Type> AgentClasses(IEnumerable<Type> types) => types.Where(type => type.IsClass && typeof(IGrainService).IsAssignableFrom(type));

    private static List<Type> OwnInterfaces(Type type) =>
        [.. type.GetInterfaces().Where(parent => typeof(IGrainService).IsAssignableFrom(parent) && parent != typeof(IGrainService))];

    [Alias("apex.tests.IFirstAgent")]
    internal interface IFirstAgent : IGrainService;

    [Alias("apex.tests.ISecondAgent")]
    internal interface ISecondAgent : IGrainService;

    internal abstract class ForbiddenBase : IFirstAgent;

    internal sealed class FirstChild : ForbiddenBase;

    internal sealed class Both : IFirstAgent, ISecondAgent;
}
