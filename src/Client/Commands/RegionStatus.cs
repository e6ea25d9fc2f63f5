using Apex.Connection;
using Apex.Executions;
using Apex.Output;

namespace Apex.Commands;

/// <summary><c>apex status</c> without an id: the region, its agents, hosts, executions and alerts.</summary>
internal static class RegionStatus
{
    private const int Recent = 5;
    private const int MostLive = 50;

    public static async Task<int> ShowAsync(ApexClient client, Invocation call, CancellationToken cancellationToken)
    {
        var (region, executions, hosts) = await client.OverviewAsync(cancellationToken);
        if (call.Output.Format != OutputFormat.Text)
        {
            call.Output.Result(Json.Text(RegionDocument.Status(region, executions, hosts), call.Output.Format));
            return ExitCode.Passed;
        }

        var (paint, time) = (call.Output.Paint, call.Host.Time);
        var text = new RegionText(paint, time);
        call.Output.Result(text.Head(region));
        foreach (var line in text.Missing(region))
        {
            call.Output.Result(line);
        }

        List<Agents.Alert> alerts = [.. region.Alerts.Concat(executions.Alerts).OrderByDescending(alert => alert.Severity)];
        Section(call, $"Alerts ({alerts.Count})", text.Alerts(alerts), alerts.Count);
        Section(call, "Agents", text.Agents(region, figures: false));
        if (region.Agents.Exists(agent => agent.Extension is not null))
        {
            Section(call, "Extensions", text.Agents(region, figures: false, extensions: true));
        }

        Section(call, $"Hosts ({hosts.Hosts.Count})", text.Hosts(hosts), hosts.Hosts.Count);
        var queued = executions.Live.Where(item => item.State == ExecutionState.Queued).ToList();
        var running = executions.Live.Where(item => item.State != ExecutionState.Queued).ToList();
        Section(call, $"Queued ({executions.Queued})", text.Executions(queued.Take(MostLive)), executions.Queued);
        Section(call, $"Running ({executions.Running})", text.Executions(running.Take(MostLive)), executions.Running);
        Section(call, $"Done ({executions.Done}), the last of them", ExecutionTable.Lines(executions.Recent.Take(Recent), paint, time, "  "), executions.Recent.Count);
        return ExitCode.Passed;
    }

    private static void Section(Invocation call, string title, IEnumerable<string> lines, int? count = null)
    {
        call.Output.Result("");
        call.Output.Result(call.Output.Paint.Bold(title));
        foreach (var line in count == 0 ? ["  none"] : lines)
        {
            call.Output.Result(line);
        }
    }
}
