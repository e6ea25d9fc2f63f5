using System.CommandLine;

namespace Apex.Commands;

/// <summary>A verb: its options, its examples, its exit codes, and what it does.</summary>
internal abstract class ApexCommand(string name, string description) : Command(name, description)
{
    /// <summary>Lines for <c>--help</c>: a command line and what it is for.</summary>
    public abstract IReadOnlyList<(string Line, string What)> Examples { get; }

    /// <summary>Exit codes that it can end with, besides 3 for an error of Apex itself.</summary>
    public virtual IReadOnlyList<int> ExitCodes => [ExitCode.Passed, ExitCode.Refused, ExitCode.NotAuthorised, ExitCode.Unreachable];

    /// <summary>True if arguments after <c>--</c> mean something to it.</summary>
    public virtual bool TakesExtra => false;

    /// <summary>Does it.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public abstract Task<int> RunAsync(Invocation call, CancellationToken cancellationToken);
}
