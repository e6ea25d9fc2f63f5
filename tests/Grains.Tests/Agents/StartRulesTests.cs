using Apex.Agents;

namespace Apex.Grains.Tests.Agents;

public sealed class StartRulesTests
{
    [Theory]
    [InlineData(5, 5, true)]
    [InlineData(3, 3, true)]
    [InlineData(2, 3, false)]
    [InlineData(1, 1, true)]
    [InlineData(0, 1, false)]
    public void Missing_CountsKindsThatWork(int working, int minimum, bool enough)
    {
        var agents = StartRules.Kinds.Select((kind, index) => Agent(kind, index < working ? AgentStatus.Healthy : AgentStatus.Error)).ToList();

        (StartRules.Missing(agents, minimum) is null).ShouldBe(enough);
    }

    [Fact]
    public void Missing_OneInstanceOfAKindIsEnough_TwoAreStillOneKind()
    {
        var kind = StartRules.Kinds[0];

        StartRules.Missing([Agent(kind, AgentStatus.Stopped), Agent(kind, AgentStatus.Healthy)], 1).ShouldBeNull();
        StartRules.Missing([Agent(kind, AgentStatus.Healthy), Agent(kind, AgentStatus.Healthy)], 2).ShouldNotBeNull();
    }

    [Fact]
    public void Missing_AnAgentThatStillBegins_IsGivenItsTime() => StartRules.Missing([Agent(StartRules.Kinds[0], AgentStatus.Initializing)], 1).ShouldBeNull();

    private static AgentSnapshot Agent(string name, AgentStatus status) => new() { Name = name, Silo = "s", Status = status };
}
