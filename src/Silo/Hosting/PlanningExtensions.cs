using Apex.Configuration;
using Apex.Configuration.Yaml;
using Apex.Executions;
using Apex.Planning;
using Apex.Planning.Modes;
using Apex.Results;
using Microsoft.Extensions.DependencyInjection;

namespace Apex.Hosting;

/// <summary>From configuration text to a plan, from a command's end to a verdict, and from the layers' verdicts to the gate's.</summary>
public static class PlanningExtensions
{
    /// <summary>Modes that are registered as <see cref="IExecutionMode"/> before this exist beside the built-in ones, and win over those of the same id.</summary>
    public static IServiceCollection AddApexPlanning(this IServiceCollection services, SiloOptions options)
    {
        foreach (var mode in ModeCatalog.BuiltIn)
        {
            services.AddSingleton(mode);
        }

        return services
            .AddSingleton(provider => new ParsedFiles(Limits(options), provider.GetRequiredService<TimeProvider>()))
            .AddSingleton(static provider => new ModeCatalog(provider.GetServices<IExecutionMode>().DistinctBy(static mode => mode.Id)))
            .AddSingleton<IGateJudge, ModeJudge>()
            .AddSingleton<IPlanner>(provider => Planner(provider, options))
            .AddSingleton<IConfigurationDescriber>(provider => new ConfigurationDescriber(provider.GetRequiredService<ModeCatalog>(), provider.GetRequiredService<ParsedFiles>()) { Operator = OperatorLimits.Of(options.Settings) })
            .AddSingleton<IResultReader, ResultReader>();
    }

    private static YamlLimits Limits(SiloOptions options) =>
        new() { MaxBytes = options.Settings.Configuration.MaxFileKb * 1024, MaxNodes = options.Settings.Configuration.MaxNodes };

    private static IPlanner Planner(IServiceProvider provider, SiloOptions options)
    {
        var planner = new Planner(provider.GetRequiredService<ModeCatalog>(), provider.GetRequiredService<ParsedFiles>()) { Operator = OperatorLimits.Of(options.Settings) };
        return options.MinuteMs is { } minute ? new ShortMinutes(planner, minute) : planner;
    }
}
