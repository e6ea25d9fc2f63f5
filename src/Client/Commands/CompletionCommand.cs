using System.CommandLine;
using Apex.Completion;

namespace Apex.Commands;

/// <summary><c>apex completion SHELL</c>.</summary>
internal sealed class CompletionCommand : ApexCommand
{
    private static readonly string[] _shells = [.. Enum.GetNames<Shell>().Select(name => name.ToLowerInvariant())];

    private readonly Argument<string> _shell = new("SHELL") { Description = "bash, zsh or fish." };

    public CompletionCommand()
        : base("completion", "A script that completes verbs, options and their values in a shell. Starts no silo.")
    {
        _shell.CompletionSources.Add(_shells);
        Arguments.Add(_shell);
    }

    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("source <(apex completion bash)", "in this bash; for good, put the line into ~/.bashrc"),
        ("source <(apex completion zsh)", "in this zsh, after compinit"),
        ("apex completion fish | source", "in this fish"),
    ];

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Passed, ExitCode.Refused];

    public override Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var name = call.Get(_shell)!;
        if (!_shells.Contains(name))
        {
            throw CliException.Usage($"no completion for '{name}': expected bash, zsh or fish{Suggestions.DidYouMean(name, _shells)}");
        }

        call.Output.Result(CompletionScript.Of(Enum.Parse<Shell>(name, ignoreCase: true)));
        return Task.FromResult(ExitCode.Passed);
    }
}
