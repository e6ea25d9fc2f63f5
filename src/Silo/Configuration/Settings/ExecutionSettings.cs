using Apex.Configuration.Binding;

namespace Apex.Configuration.Settings;

/// <summary><c>execution</c>: limits of a whole execution.</summary>
internal sealed record ExecutionSettings
{
    [Field("Wall-clock limit of an execution whose mode has none.", Unit = "minutes", Min = 1, Max = 1440)]
    public int GlobalTimeoutMinutes { get; init; } = 90;

    [Field("Categories that may run at once, over all layers.", Min = 1, Max = 256)]
    public int MaxParallelCategories { get; init; } = 8;

    [Field("Memory that the execution may reserve at once on a host.", Unit = "MiB", Min = 512, Max = 1048576)]
    public int? MaxMemoryMb { get; init; }

    [Field("Share of each host's CPU that the execution may reserve at once.", Unit = "percent of the host", Min = 10, Max = 100)]
    public int MaxCpuPercent { get; init; } = 100;

    [Field("Pause between two phases.", Unit = "seconds", Min = 0, Max = 60)]
    public int InterLayerDelaySeconds { get; init; }

    [Field("How long the services of a layer may take to come up together; without it as long as each of them may.", Unit = "seconds", Min = 5, Max = 600)]
    public int? LayerStartupTimeoutSeconds { get; init; }
}
