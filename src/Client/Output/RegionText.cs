using Apex.Agents;
using Apex.Executions;
using Apex.Resources;

namespace Apex.Output;

/// <summary>A region for people.</summary>
internal sealed class RegionText(Paint paint, TimeProvider time)
{
    public string Head(RegionSnapshot region)
    {
        var degraded = region.Missing.Count > 0 || region.Agents.Exists(agent => agent is { Extension: null, Status: not (AgentStatus.Healthy or AgentStatus.Initializing) });
        var health = degraded ? paint.Yellow("degraded") : paint.Green("healthy");
        var drain = region.Draining ? $"  {paint.Yellow($"draining{(region.DrainReason is { } reason ? $" ({Wording.Clean(reason)})" : "")}")}" : "";
        return $"region {paint.Bold(region.Region)}  {health}{drain}  {Wording.Count(region.Silos.Count(silo => silo.Status == "active"), "silo", "silos")}";
    }

    /// <summary>What is not done, and whether executions may begin.</summary>
    public IEnumerable<string> Missing(RegionSnapshot region)
    {
        foreach (var duty in region.Missing)
        {
            yield return paint.Yellow($"  {duty}");
        }

        if (region.WhyNoStart is { } why)
        {
            yield return paint.Red($"  no execution begins: {Wording.Clean(why)}");
        }
    }

    public IEnumerable<string> Alerts(IEnumerable<Alert> alerts)
    {
        var table = new TextTable();
        foreach (var alert in alerts)
        {
            table.Add(
                new Cell(WireNames.Of(alert.Severity), alert.Severity == AlertSeverity.Medium ? paint.Yellow : paint.Red),
                alert.Since is { } since ? Wording.Duration(time.GetUtcNow() - since) : "",
                Wording.FirstLine(alert.Message),
                new Cell(alert.Execution ?? "", paint.Dim));
        }

        return table.Lines(paint, "  ");
    }

    /// <summary>The region's own agents, or those of extensions.</summary>
    public IEnumerable<string> Agents(RegionSnapshot region, bool figures, bool extensions = false)
    {
        var agents = region.Agents.FindAll(agent => agent.Extension is not null == extensions);
        var table = new TextTable([.. extensions ? (string[])["EXTENSION"] : [], "AGENT", "HEALTH", "SILO", "LAST SEEN", "ERRORS", "LAST ERROR"]);
        foreach (var agent in agents)
        {
            table.Add(
            [
                .. extensions ? (Cell[])[Wording.Clean(agent.Extension!)] : [],
                extensions && agent.Name == agent.Extension ? "" : agent.Name,
                new Cell(WireNames.Of(agent.Status), agent.Status == AgentStatus.Healthy ? paint.Green : paint.Yellow),
                new Cell(agent.Silo, paint.Dim),
                agent.LastHeartbeat is { } beat ? $"{Wording.Duration(time.GetUtcNow() - beat)} ago" : "never",
                $"{agent.ErrorCount}",
                Wording.FirstLine(agent.LastError ?? ""),
            ]);
        }

        var index = -1; // the first line is the header
        foreach (var line in table.Lines(paint, "  "))
        {
            yield return line;
            if (figures && index >= 0 && agents[index].Figures.Count > 0)
            {
                yield return $"    {paint.Dim(string.Join("  ", agents[index].Figures.OrderBy(figure => figure.Key, StringComparer.Ordinal).Select(figure => $"{figure.Key} {figure.Value}")))}";
            }

            index++;
        }
    }

    public IEnumerable<string> Hosts(SchedulerSnapshot hosts)
    {
        var table = new TextTable("HOST", "HELD", "SLOTS", "MEMORY", "CPU", "LOAD", "STATE");
        foreach (var host in hosts.Hosts)
        {
            table.Add(
                Wording.Clean(host.Host),
                $"{host.Holds.Count}",
                host.SlotsUsed is { } used ? $"{used}/{host.Slots}" : $"{host.Slots}",
                Used(host.MemoryReservedMb, host.MemoryMb, "MiB"),
                Used(host.CpuReservedPercent, host.CpuPercent, "%"),
                host.Load is { } load ? $"CPU {load.CpuPercent} %, memory {load.MemoryPercent} %" : "",
                host.Accepting && host.Load is null or { Pressure: "none" }
                    ? new Cell("takes commands", paint.Green)
                    : new Cell(Wording.FirstLine(host.Reason ?? host.Load?.Pressure ?? "takes none"), paint.Yellow));
        }

        foreach (var line in table.Lines(paint, "  "))
        {
            yield return line;
        }

        if (hosts.WaitingTotal > 0)
        {
            var reasons = hosts.Waiting.GroupBy(waiting => waiting.Reason).OrderByDescending(group => group.Count()).Select(group => $"{group.Key} {group.Count()}");
            yield return $"  {Wording.Count(hosts.WaitingTotal, "category waits", "categories wait")}: {string.Join(", ", reasons)}";
        }
    }

    public IEnumerable<string> Executions(IEnumerable<ExecutionListItem> items)
    {
        var table = new TextTable("ID", "PROJECT", "MODE", "BRANCH", "DONE", "LAYER", "STATE", "TIME");
        foreach (var item in items)
        {
            table.Add(
                item.Id,
                Wording.Clean(item.Project),
                Wording.Clean(item.Mode),
                Wording.Clean(item.Branch ?? ""),
                item.Progress is { } progress ? $"{progress.Done}/{progress.Total}" : "",
                string.Join(", ", item.Progress?.Layers ?? []),
                new Cell(WireNames.Of(item.State).Replace('_', ' '), paint.Blue),
                item.StartedAt is { } start ? Wording.Duration(time.GetUtcNow() - start) : "");
        }

        return table.Lines(paint, "  ");
    }

    private static string Used(int? used, int all, string unit) => used is { } some ? $"{some}/{all} {unit}" : $"{all} {unit}";
}
