using Apex.Agents;
using Apex.Extensions;
using Apex.Planning.Modes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Apex.Hosting;

/// <summary>Modes and agents from the silo's <c>extensions/</c> folder. Called before planning, so that a mode of theirs wins over a built-in one of its id.</summary>
public static class ExtensionExtensions
{
    public static IServiceCollection AddApexExtensions(this IServiceCollection services, SiloOptions options)
    {
        var found = ExtensionLoader.Load(options.ExtensionsFolder);
        foreach (var mode in found.Modes)
        {
            services.AddSingleton<IExecutionMode>(mode);
        }

        services.AddSingleton(provider => new ExtensionHost(
            found,
            provider.GetRequiredService<IGrainFactory>(),
            options,
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        return services.AddSingleton<IExtensionHostAgentClient, ExtensionHostAgentClient>();
    }
}
