using Apex.Extensions;
using Apex.Settings;
using Microsoft.Extensions.Hosting;

namespace Apex.Agents;

/// <summary>Work of the <see cref="ExtensionHostAgent"/>: one supervised loop for each agent of an extension, each independent of the others.</summary>
public sealed partial class ExtensionHost : IAgentWork
{
    private readonly List<AgentExtensionWork> _agents;
    private readonly IReadOnlyList<ExtensionProblem> _problems;
    private readonly AgentSettings _settings;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _logs;

    internal ExtensionHost(LoadedExtensions extensions, IGrainFactory grains, SiloOptions options, IHostApplicationLifetime lifetime, TimeProvider time, ILoggerFactory logs)
    {
        (_problems, _settings, _lifetime, _time, _logs) = (extensions.Problems, options.Settings.Agents, lifetime, time, logs);
        Health = new AgentHealth(nameof(ExtensionHostAgent), time);
        _agents = [.. extensions.Extensions.SelectMany(extension => extension.Agents.Select(agent => new AgentExtensionWork(
            agent, extension.Name, new AgentExtensionContext(options.Region, extension.Folder, grains, time, logs.CreateLogger($"Apex.Extensions.{agent.Name}")), time)))];
        var log = logs.CreateLogger<ExtensionHost>();
        foreach (var extension in extensions.Extensions)
        {
            LogLoaded(log, extension.Name, extension.Modes.Count, extension.Agents.Count);
        }

        foreach (var problem in _problems)
        {
            LogProblem(log, problem.Name, problem.File, problem.Reason);
        }
    }

    public AgentHealth Health { get; }

    /// <summary>Each agent as it is, and each extension that was not loaded.</summary>
    public List<AgentSnapshot> List(string silo) =>
    [
        .. _agents.Select(agent => agent.Health.Snapshot(silo) with { Extension = agent.Extension }),
        .. _problems.Select(problem => new AgentSnapshot { Name = problem.Name, Silo = silo, Status = AgentStatus.Error, ErrorCount = 1, LastError = $"extension not loaded: {problem}", Extension = problem.Name }),
    ];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var running = _agents.Select(agent => new AgentSupervisor(agent, _settings, _lifetime, _time, _logs.CreateLogger<AgentSupervisor>()).RunAsync(cancellationToken)).ToList();
        try
        {
            while (true)
            {
                Health.Beat();
                await Task.Delay(Health.Heartbeat, _time, cancellationToken);
            }
        }
        finally
        {
            await Task.WhenAll(running);
        }
    }

    [LoggerMessage(EventId = 2900, Level = LogLevel.Information, Message = "Extension {Extension} is loaded: {Modes} modes, {Agents} agents")]
    private static partial void LogLoaded(ILogger logger, string extension, int modes, int agents);

    [LoggerMessage(EventId = 2901, Level = LogLevel.Error, Message = "Extension {Extension} is not loaded, the silo goes on without it. {File}: {Reason}")]
    private static partial void LogProblem(ILogger logger, string extension, string file, string reason);
}
