using System.Reflection;
using Apex.Persistence;

namespace Apex.Grains.Tests;

public sealed class StateNamesTests
{
    [Fact]
    public void StateNames_AreUnique()
    {
        var names = typeof(StateNames).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.Name != nameof(StateNames.Storage)).Select(field => (string)field.GetRawConstantValue()!).ToList();

        names.Count.ShouldBeGreaterThan(2);
        names.Distinct().Count().ShouldBe(names.Count);
    }
}
