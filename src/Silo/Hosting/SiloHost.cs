using System.Net;
using Apex.Agents;
using Apex.Api;
using Apex.Runner.Native;
using Apex.Security;
using Apex.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Apex.Hosting;

/// <summary>The <c>silo</c> verb: agents, grains, storage and HTTP in one process, supervised by the runner.</summary>
internal static class SiloHost
{
    public static async Task<int> RunAsync(string[] args)
    {
        ThisProcess.ResetChildSignal();
        try
        {
            var options = SiloOptions.Read(args, Environment.GetEnvironmentVariable);
            await using var app = Build(options);
            await app.RunAsync();
            return 0;
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException or StorageUnavailableException)
        {
            // The runner keeps this stream in silo.out.log, and the client shows its end when a silo does not start.
            foreach (var line in error.Message.Split('\n'))
            {
                await Console.Error.WriteLineAsync($"apex silo: {line}");
            }

            return 3;
        }
    }

    public static WebApplication Build(SiloOptions options)
    {
        var ports = Ports(options);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            // By default the host watches its current folder for a changed appsettings.json: all of the home, each folder of the spool.
            ContentRootPath = AppContext.BaseDirectory,
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, ports.Http));
        builder.Services.AddSingleton(options).AddSingleton(ports).AddSingleton(TimeProvider.System).AddSingleton(Grains(options));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(options.Settings.ShutdownSeconds));
        builder.AddApexLogs(options);
        builder.Services.AddApexSecurity();
        builder.Services.AddApexRunner(options);
        builder.Services.AddApexAgents();
        builder.Services.AddApexExtensions(options);
        builder.Services.AddApexPlanning(options);
        builder.Services.AddHostedService<SiloAnnouncer>().AddHostedService<IdleWatch>().AddHostedService<ProgressTeller>().AddSingleton<ClientCount>();
        builder.UseOrleans(silo => silo.AddApexCluster(options, ports).AddApexStorage(options).AddApexGrains().AddApexAgentServices());

        var app = builder.Build();
        app.UseMiddleware<LocalHttpGuard>();
        app.MapHealth();
        app.MapExecutions();
        return app;
    }

    private static GrainsOptions Grains(SiloOptions options)
    {
        var (defaults, heartbeat) = (new GrainsOptions(), TimeSpan.FromSeconds(options.Settings.Agents.HeartbeatSeconds));
        return defaults with
        {
            Region = options.Region,
            MinimumRequiredAgents = options.Settings.Agents.MinimumRequired,
            MaxConcurrentBackground = options.Settings.Background.MaxConcurrent,
            Retention = options.Settings.Retention.Rule,
            AgentHealthAge = heartbeat / 4 < defaults.AgentHealthAge ? heartbeat / 4 : defaults.AgentHealthAge,
        };
    }

    private static SiloPorts Ports(SiloOptions options) =>
        LoopbackPorts.Take(options.Settings.Ports.Silo, options.Settings.Ports.Gateway, options.Settings.Ports.Http) is [var silo, var gateway, var http]
            ? new SiloPorts(silo, gateway, http)
            : throw new InvalidOperationException("three ports were asked for");
}
