namespace Apex.Configuration.Validation;

/// <summary>Rules that one value alone cannot show: references, cycles, order, sums. Each rule looks at everything and stops at nothing.</summary>
internal static class Validator
{
    private static readonly IReadOnlyList<Action<RuleContext>> Rules =
    [
        LayerRules.Orders,
        LayerRules.References,
        LayerRules.Limits,
        LayerRules.Budgets,
        CategoryRules.Names,
        CategoryRules.Commands,
        CategoryRules.References,
        CategoryRules.Results,
        CategoryRules.Timeouts,
        ServiceRules.Probes,
        ServiceRules.References,
        ModeRules.References,
    ];

    public static void Validate(LoadedConfiguration configuration, ProblemBag problems)
    {
        var context = new RuleContext(configuration, problems);
        foreach (var rule in Rules)
        {
            rule(context);
        }
    }
}
