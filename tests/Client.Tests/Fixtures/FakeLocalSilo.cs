using Apex.Local;

namespace Apex.Client.Tests.Fixtures;

internal sealed class FakeLocalSilo : ILocalSilo
{
    public LocalSiloStatus Current { get; set; } = new("/home/u/.apex", null, Running: false, RunnerRunning: false, "abc123abc123");

    public int Ensured { get; private set; }

    public IReadOnlyList<string> Settings { get; private set; } = [];

    public List<bool> Stops { get; } = [];

    public static SiloInfo Info { get; } = new()
    {
        Pid = 41,
        RunnerPid = 40,
        GatewayPort = 30001,
        HttpPort = 30002,
        Token = "secret",
        Build = "abc123abc123",
        StartedAt = Samples.Start.AddMinutes(-3),
    };

    public static LocalSiloStatus RunningStatus { get; } = new("/home/u/.apex", Info, Running: true, RunnerRunning: true, "abc123abc123");

    /// <summary>Why there can be none; null if there can.</summary>
    public CliException? Impossible { get; set; }

    public LocalSiloStatus Status() => Impossible is null ? Current : throw Impossible;

    public Task<SiloInfo> EnsureAsync(TimeSpan deadline, IReadOnlyList<string> settings, CancellationToken cancellationToken)
    {
        Ensured++;
        Settings = settings;
        Current = RunningStatus;
        return Task.FromResult(Info);
    }

    public Task StopAsync(bool force, CancellationToken cancellationToken)
    {
        Stops.Add(force);
        return Task.CompletedTask;
    }
}
