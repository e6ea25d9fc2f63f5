using Apex.Configuration;
using Apex.Configuration.Yaml;
using Apex.Planning;
using Apex.Planning.Modes;
using Apex.Results;
using Microsoft.Extensions.DependencyInjection;

namespace Apex.Hosting;

/// <summary>From configuration text to a plan, and from a command's end to a verdict.</summary>
public static class PlanningExtensions
{
    public static IServiceCollection AddApexPlanning(this IServiceCollection services, SiloOptions options) =>
        services
            .AddSingleton(provider => new ParsedFiles(new YamlLimits(), provider.GetRequiredService<TimeProvider>()))
            .AddSingleton(new ModeCatalog(ModeCatalog.BuiltIn))
            .AddSingleton<IPlanner>(provider => Planner(provider, options))
            .AddSingleton<IConfigurationDescriber, ConfigurationDescriber>()
            .AddSingleton<IResultReader, ResultReader>();

    private static IPlanner Planner(IServiceProvider provider, SiloOptions options)
    {
        var planner = new Planner(provider.GetRequiredService<ModeCatalog>(), provider.GetRequiredService<ParsedFiles>());
        return options.MinuteMs is { } minute ? new ShortMinutes(planner, minute) : planner;
    }
}
