using System.Net;
using Apex.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Apex.Hosting;

/// <summary>Orleans' own settings: one silo on loopback, its timeouts, its guarded ports.</summary>
public static class ClusterExtensions
{
    public static ISiloBuilder AddApexCluster(this ISiloBuilder silo, SiloOptions options, SiloPorts ports)
    {
        silo.UseLocalhostClustering(ports.Silo, ports.Gateway, primarySiloEndpoint: null, ApexRegion.ServiceId(options.Region), options.Region);
        silo.Configure<EndpointOptions>(endpoints => endpoints.AdvertisedIPAddress = IPAddress.Loopback);
        silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(ApexRegion.SiloResponseTimeoutSeconds));
        silo.Services.AddOptions<SiloConnectionOptions>().Configure<TokenPreface, ClientCount>((connections, preface, clients) =>
        {
            connections.ConfigureSiloInboundConnection(preface.Demand);
            connections.ConfigureSiloOutboundConnection(preface.Present);
            connections.ConfigureGatewayInboundConnection(preface.Demand);
            connections.ConfigureGatewayInboundConnection(gateway => gateway.Use(next => async context =>
            {
                clients.Entered();
                try
                {
                    await next(context);
                }
                finally
                {
                    clients.Left();
                }
            }));
        });
        return silo;
    }

    public static IServiceCollection AddApexSecurity(this IServiceCollection services) => services.AddSingleton<SiloToken>().AddSingleton<TokenPreface>();
}
