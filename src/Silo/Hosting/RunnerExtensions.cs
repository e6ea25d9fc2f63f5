using Apex.Persistence;
using Apex.Runner;
using Microsoft.Extensions.DependencyInjection;

namespace Apex.Hosting;

/// <summary>The silo's side of its host's runner.</summary>
public static class RunnerExtensions
{
    public static IServiceCollection AddApexRunner(this IServiceCollection services, SiloOptions options)
    {
        services.AddSingleton(provider => new RunnerLinkOptions
        {
            Guard = new RunnerGuard(new ApexHome(options.Home), provider.GetRequiredService<TimeProvider>()),
            SocketPath = options.RunnerSocket ?? throw new FormatException("APEX_RUNNER_SOCKET is not set: a silo is started by 'apex server start', or by 'Apex.Silo host'"),
            SpoolFolder = Path.Combine(options.Home, "spool"),
        });
        services.AddSingleton<IRunnerLink, RunnerLink>().AddSingleton<IRunnerControl, SocketRunnerControl>();
        return services.AddSingleton<ICrashPoints>(_ => new EnvironmentCrashPoints());
    }
}
