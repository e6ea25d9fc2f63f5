using Apex.Planning;
using Apex.Results;
using Microsoft.Extensions.DependencyInjection;

namespace Apex.Hosting;

/// <summary>From configuration text to a plan, and from a command's end to a verdict.</summary>
public static class PlanningExtensions
{
    public static IServiceCollection AddApexPlanning(this IServiceCollection services, SiloOptions options) =>
        services.AddSingleton<IPlanner>(_ => options.MinuteMs is { } minute ? new ShortMinutes(new Planner(), minute) : new Planner()).AddSingleton<IResultReader, ResultReader>();
}
