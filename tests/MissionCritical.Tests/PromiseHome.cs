using Apex.Cluster.Tests.Harness;
using Apex.Testing;

namespace Apex.MissionCritical.Tests;

/// <summary>One home, one runner and one silo, which these tests kill in turn.</summary>
public sealed class PromiseHome : IAsyncLifetime
{
    public ApexHome Home { get; } = new ApexHome().Set("APEX_SLOTS", "4");

    public async ValueTask InitializeAsync() => (await Home.RunAsync("server", "start")).ShouldExit(0);

    public ValueTask DisposeAsync() => Home.DisposeAsync();

    /// <summary>Empties project and witness, and writes a configuration.</summary>
    public void Begin(string yaml)
    {
        foreach (var file in Directory.EnumerateFiles(Home.Project))
        {
            File.Delete(file);
        }

        File.Delete(Home.Witness);
        Home.Configure(yaml);
    }

    /// <summary>SIGKILL; the runner starts another one.</summary>
    public async Task KillSiloAsync()
    {
        await ApexHome.UntilAsync(() => File.Exists(Path.Combine(Home.Home, "silo.json")), "a silo");
        var silo = Home.SiloPid;
        Signals.Send(silo, Signals.Kill);
        await ApexHome.UntilAsync(() => !ProcessFiles.IsAlive(silo), "the silo's death");
    }
}
