using Apex.Connection;
using Apex.Diagnosis;
using Apex.Executions;
using Apex.Local;
using Apex.Output;
using Apex.Signals;

namespace Apex;

/// <summary>Everything that the command line touches outside itself. Tests put their own here.</summary>
internal sealed record CliHost
{
    public required Stream StandardOutput { get; init; }

    public required TextWriter StandardError { get; init; }

    public required Terminal Terminal { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required string CurrentFolder { get; init; }

    public required TimeProvider Time { get; init; }

    public required ISignals Signals { get; init; }

    public required IKeyboard Keyboard { get; init; }

    public required int Umask { get; init; }

    /// <summary>What git says of a folder.</summary>
    public required Func<string, CancellationToken, Task<WorkingTree?>> Git { get; init; }

    /// <summary>The silo of this user.</summary>
    public required Func<IOutput, ILocalSilo> LocalSilo { get; init; }

    /// <summary>What answers without a silo.</summary>
    public required ISiloTool SiloTool { get; init; }

    /// <summary>What <c>apex doctor</c> looks at.</summary>
    public required Machine Machine { get; init; }

    /// <summary>Way to the region: the named server's, or the local silo's.</summary>
    public required Func<ServerChoice, IOutput, IConnector> Connector { get; init; }
}

/// <param name="Server"><c>HOST:PORT</c>; null for the local silo.</param>
/// <param name="Token">Token for the server.</param>
/// <param name="Region">Region of the server.</param>
internal sealed record ServerChoice(string? Server, string Token, string Region);
