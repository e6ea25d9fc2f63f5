using Apex.Output;
using Apex.Runs;

namespace Apex.Commands;

/// <summary><c>apex plan</c>: what <c>apex run</c> with the same options would do.</summary>
internal sealed class PlanCommand : ApexCommand
{
    private readonly SelectionOptions _selection = new();

    public PlanCommand()
        : base("plan", "Shows exactly what a run with the same options would run: phases, layers, categories, commands, limits, estimate. Changes nothing.") =>
        _selection.AddTo(this);

    public override bool TakesExtra => true;

    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex plan", "what `apex run` would do"),
        ("apex plan --mode fast_feedback --env prod", "the quick ones, with the limits of prod"),
        ("apex plan --category api -- --filter Login", "one category with arguments for its command"),
        ("apex plan -o json | jq -r .plan_hash", "the same hash is the same run"),
    ];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var selection = _selection.Read(call);
        var found = _selection.Configuration.Find(call);
        var files = _selection.Configuration.Read(call, found);
        await using var client = call.Client();
        var reply = await client.PlanAsync(selection.ToPlan(found, files), cancellationToken);
        if (reply.Plan is null)
        {
            throw Refusal.Of(reply.Problems, what: "there is no plan");
        }

        if (call.Output.Format != OutputFormat.Text)
        {
            call.Output.Result(Json.Text(PlanDocument.Of(reply), call.Output.Format));
            return ExitCode.Passed;
        }

        foreach (var line in new PlanText(call.Output.Paint).Lines(reply))
        {
            call.Output.Result(line);
        }

        Refusal.ShowWarnings(reply.Problems, call.Output);
        return ExitCode.Passed;
    }
}
