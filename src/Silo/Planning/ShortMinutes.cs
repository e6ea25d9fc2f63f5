using Apex.Configuration;
using Apex.Persistence;

namespace Apex.Planning;

/// <summary>For tests: plans in which a minute lasts as long as <c>APEX_TEST_MINUTE_MS</c> says, so that limits of one minute can be seen to hold.</summary>
internal sealed class ShortMinutes(IPlanner planner, int minuteMs) : IPlanner
{
    public PlanReply Plan(PlanRequest request, IReadOnlySet<string>? failedBefore = null)
    {
        var reply = planner.Plan(request, failedBefore);
        if (reply.Plan is not { } plan)
        {
            return reply;
        }

        plan = plan with
        {
            TimeoutMs = Scaled(plan.TimeoutMs),
            Layers = [.. plan.Layers.Select(layer => layer with { BudgetMs = Scaled(layer.BudgetMs) })],
        };
        return reply with { Plan = plan, Hash = PlanHash.Of(plan) };
    }

    private long Scaled(long milliseconds) => milliseconds * minuteMs / 60_000;
}
