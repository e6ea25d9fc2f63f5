namespace Apex.Cluster.Tests.Harness;

/// <summary>One silo for all tests of a class, as class fixture: for tests that neither kill nor stop it, nor look at what other executions leave in it.</summary>
/// <remarks>Starting a silo takes more processor time than most tests; each test has a project, a working tree and a witness of its own.</remarks>
public sealed class SharedSilo : IAsyncLifetime
{
    // More than a test uses: what one leaves running must not make the next wait.
    private readonly ApexHome _home = new ApexHome().Set("APEX_SLOTS", "4");

    public async ValueTask InitializeAsync() => (await _home.RunAsync("server", "start")).ShouldExit(0);

    /// <summary>A project beside the others.</summary>
    public ApexHome Project() => _home.Beside();

    public ValueTask DisposeAsync() => _home.DisposeAsync();
}
