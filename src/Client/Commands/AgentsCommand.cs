using System.CommandLine;
using Apex.Agents;
using Apex.Output;

namespace Apex.Commands;

/// <summary><c>apex agents [drain|resume]</c>.</summary>
internal sealed class AgentsCommand : ApexCommand
{
    public AgentsCommand()
        : base("agents", "The agents of the region, how each is, and what is not done because of it.")
    {
        Subcommands.Add(new AgentsDrainCommand());
        Subcommands.Add(new AgentsResumeCommand());
        SetAction(_ => ExitCode.Passed); // never runs: with verbs below it the parser wants one
    }

    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex agents", "name, health, last sign of life, errors"),
        ("apex agents -o json | jq '.missing'", "what the region does not do now"),
        ("apex agents drain --reason \"kernel update\"", "nothing new begins, what runs goes on"),
        ("apex agents resume", "executions begin again"),
    ];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        await using var client = call.Client();
        Show(call, await client.GetRegionAsync(cancellationToken));
        return ExitCode.Passed;
    }

    /// <summary>After a deed the table is talk; a document that was asked for is the result.</summary>
    public static void Done(Invocation call, RegionSnapshot region)
    {
        if (!call.Output.Quiet || call.Output.Format != OutputFormat.Text)
        {
            Show(call, region);
        }
    }

    private static void Show(Invocation call, RegionSnapshot region)
    {
        if (call.Output.Format != OutputFormat.Text)
        {
            call.Output.Result(Json.Text(RegionDocument.Agents(region), call.Output.Format));
            return;
        }

        var text = new RegionText(call.Output.Paint, call.Host.Time);
        IEnumerable<string> extensions = region.Agents.Exists(agent => agent.Extension is not null) ? ["", .. text.Agents(region, figures: true, extensions: true)] : [];
        foreach (var line in (IEnumerable<string>)[text.Head(region), .. text.Missing(region), "", .. text.Agents(region, figures: true), .. extensions])
        {
            call.Output.Result(line);
        }
    }
}

/// <summary><c>apex agents drain</c>.</summary>
internal sealed class AgentsDrainCommand : ApexCommand
{
    private readonly Option<string?> _reason = Opt.Text("--reason", "Why, for those whose runs are refused.", "TEXT");

    public AgentsDrainCommand()
        : base("drain", "Nothing new begins, what runs goes on. Holds over restarts, until 'apex agents resume'.") => Options.Add(_reason);

    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex agents drain --reason \"kernel update\"", "before work on the machine"),
        ("apex status", "what still runs"),
    ];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        await using var client = call.Client();
        AgentsCommand.Done(call, await client.DrainAsync(drain: true, call.Get(_reason), cancellationToken));
        return ExitCode.Passed;
    }
}

/// <summary><c>apex agents resume</c>.</summary>
internal sealed class AgentsResumeCommand() : ApexCommand("resume", "Executions begin again after 'apex agents drain'.")
{
    public override IReadOnlyList<(string Line, string What)> Examples => [("apex agents resume", "after the work is done")];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        await using var client = call.Client();
        AgentsCommand.Done(call, await client.DrainAsync(drain: false, reason: null, cancellationToken));
        return ExitCode.Passed;
    }
}
