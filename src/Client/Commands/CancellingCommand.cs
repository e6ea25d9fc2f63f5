using System.CommandLine;
using Apex.Connection;
using Apex.Output;

namespace Apex.Commands;

/// <summary>What the verbs that cancel have in common: an id, a reason, and an answer that says what was there to cancel.</summary>
internal abstract class CancellingCommand : ApexCommand
{
    private readonly string _verb;
    private readonly Argument<string> _id;
    private readonly Option<string?> _reason;

    /// <param name="verb">As it is typed.</param>
    /// <param name="description">What it does.</param>
    /// <param name="id">What is cancelled.</param>
    /// <param name="keeper">What the reason is kept with.</param>
    protected CancellingCommand(string verb, string description, Argument<string> id, string keeper)
        : base("cancel", description)
    {
        (_verb, _id, _reason) = (verb, id, Opt.Text("--reason", $"Why; kept with the {keeper}.", "TEXT"));
        Arguments.Add(_id);
        Options.Add(_reason);
    }

    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ($"{_verb} latest", "the newest one"),
        ($"{_verb} 0192f3 --reason 'wrong branch'", "by the beginning of its id"),
    ];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        await using var client = call.Client();
        var now = await CancelAsync(client, call.Get(_id)!, call.Get(_reason) ?? $"cancelled by {_verb}", cancellationToken);
        call.Output.Result(call.Output.Format != OutputFormat.Text
            ? now.Document(call.Output.Format == OutputFormat.Json)
            : (now.Over, now.Begun) switch
            {
                (true, _) when now.Verdict != Verdict.Cancelled => $"{now.Id} had ended before: {WireNames.Of(now.Verdict)}",
                (_, false) => $"{now.Id} is cancelled; it never started",
                (true, _) => $"{now.Id} is cancelled",
                _ => $"{now.Id} is cancelled; what runs is being stopped",
            });
        return ExitCode.Passed;
    }

    protected abstract Task<Cancelled> CancelAsync(ApexClient client, string id, string reason, CancellationToken cancellationToken);

    /// <param name="Id">Its whole id.</param>
    /// <param name="Verdict">As it is now.</param>
    /// <param name="Over">True if it has ended.</param>
    /// <param name="Begun">False if it is known that nothing of it ever ran.</param>
    /// <param name="Document">The JSON document, indented or not.</param>
    protected sealed record Cancelled(string Id, Verdict Verdict, bool Over, bool Begun, Func<bool, string> Document);
}
