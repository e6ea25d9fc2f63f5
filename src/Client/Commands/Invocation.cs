using System.CommandLine;
using Apex.Connection;
using Apex.Local;
using Apex.Output;

namespace Apex.Commands;

/// <summary>One call of the command line: what was typed, and the doors to everything else.</summary>
internal sealed class Invocation(CliHost host, ParseResult parsed, IReadOnlyList<string> extra, GlobalOptions options, IOutput output)
{
    public CliHost Host { get; } = host;

    public IOutput Output { get; } = output;

    /// <summary>What stood after <c>--</c>.</summary>
    public IReadOnlyList<string> Extra { get; } = extra;

    public bool IsLocal => parsed.GetValue(options.Server) is null;

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public T? Get<T>(Argument<T> argument) => parsed.GetValue(argument);

    /// <summary>A client that connects at its first call.</summary>
    public ApexClient Client() => new(Connector(), Output, Host.Time);

    public IConnector Connector() => Host.Connector(options.ServerChoice(parsed, Host.Environment), Output);

    public ILocalSilo LocalSilo() => Host.LocalSilo(Output);
}
