using Apex.Configuration.Binding;

namespace Apex.Configuration.Settings;

/// <summary><c>services.&lt;id&gt;</c>.</summary>
internal sealed record ServiceSettings
{
    [Field("How to see that it is up; exactly one of tcp, http, command.", Required = true)]
    public ProbeSettings Probe { get; init; } = new();

    [Field("Starts it where it is not up: it stays in the foreground, or exits 0 and leaves the service behind.")]
    public CommandSetting? Start { get; init; }

    [Field("Stops it at the end, if Apex started it; without it, and after it, its processes are stopped.")]
    public CommandSetting? Stop { get; init; }

    [Field("How long it may take to come up.", Unit = "seconds", Min = 1, Max = 3600)]
    public int StartupTimeoutSeconds { get; init; } = 30;

    [Field("Services that must be up before it.", Pattern = NamePattern.Id)]
    public List<string> DependsOn { get; init; } = [];

    [Field("Lines shown when it is down.")]
    public List<string> Remedy { get; init; } = [];
}

/// <summary><c>services.&lt;id&gt;.probe</c>.</summary>
internal sealed record ProbeSettings
{
    [Field("host:port that accepts a connection.")]
    public string? Tcp { get; init; }

    [Field("URL that answers with a success code.")]
    public string? Http { get; init; }

    [Field("Command that exits 0.")]
    public CommandSetting? Command { get; init; }
}
