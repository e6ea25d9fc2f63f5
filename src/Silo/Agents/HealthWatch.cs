using Apex.Executions;
using Apex.Persistence;
using Microsoft.Extensions.Hosting;

namespace Apex.Agents;

/// <summary>Tells every live execution when an agent of this silo ceases to work or works again: an event of theirs (SPEC 5).</summary>
/// <remarks>A hint for people: lost when the silo dies in between; whether an agent works is always asked of the agent.</remarks>
public sealed partial class HealthWatch(
    AgentRoster roster, ILiveExecutions live, IGrainFactory grains, ILocalSiloDetails silo, SiloOptions options, TimeProvider time, ILogger<HealthWatch> log) : BackgroundService
{
    private const int MostTold = 1_000;
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, bool> _worked = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var heartbeat = TimeSpan.FromSeconds(options.Settings.Agents.HeartbeatSeconds);
        var turn = heartbeat / 2 < LongestTurn ? heartbeat / 2 : LongestTurn;
        while (true)
        {
            await Task.Delay(turn, time, stoppingToken);
            foreach (var health in roster.Healths)
            {
                var works = health.WhyDown is null;
                if (_worked.TryGetValue(health.Name, out var before) && before != works)
                {
                    await TellAsync(health.Snapshot(silo.SiloAddress.ToParsableString()), works);
                }

                _worked[health.Name] = works;
            }
        }
    }

    private async Task TellAsync(AgentSnapshot agent, bool works)
    {
        LogChanged(log, agent.Name, works ? "works again" : "does not work", agent.LastError);
        try
        {
            foreach (var execution in (await live.ListAsync()).Take(MostTold))
            {
                await grains.GetGrain<IExecutionGrain>(execution.Execution).AgentChangedAsync(agent);
            }
        }
        catch (Exception error)
        {
            LogNotTold(log, error, agent.Name);
        }
    }

    [LoggerMessage(EventId = 2020, Level = LogLevel.Warning, Message = "{Agent} {What}: {Reason}")]
    private static partial void LogChanged(ILogger logger, string agent, string what, string? reason);

    [LoggerMessage(EventId = 2021, Level = LogLevel.Warning, Message = "Live executions were not told of {Agent}")]
    private static partial void LogNotTold(ILogger logger, Exception error, string agent);
}
