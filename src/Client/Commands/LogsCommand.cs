using System.CommandLine;
using Apex.Runs;

namespace Apex.Commands;

/// <summary><c>apex logs ID [CATEGORY|SERVICE]</c>.</summary>
internal sealed class LogsCommand : ApexCommand
{
    private readonly Argument<string> _id = CommonArguments.Execution();
    private readonly Argument<string?> _category = new("CATEGORY|SERVICE") { Description = "Category, or layer/category, or a service; needed if the execution has several categories.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _follow = Opt.Flag("--follow", "Go on until the attempt, or the service, has ended.", "-f");
    private readonly Option<int?> _attempt = Opt.Number("--attempt", "Which attempt, of a service which start; the last by default.", "N", 1, 1000);

    public LogsCommand()
        : base("logs", "What the command of a category, or a service that Apex started, printed, byte by byte.")
    {
        Arguments.Add(_id);
        Arguments.Add(_category);
        Options.Add(_follow);
        Options.Add(_attempt);
    }

    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex logs latest unit", "output of the category unit of the newest execution"),
        ("apex logs latest unit --follow", "while it runs"),
        ("apex logs latest postgresql", "of a service that the execution used; a category of the same name wins"),
        ("apex logs 0192f3 api --attempt 1", "of its first attempt"),
        ("apex logs latest unit -f -o jsonl", "a line, an object, as it comes"),
    ];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        await using var client = call.Client();
        var id = await ExecutionFinder.FindAsync(client, call.Get(_id)!, cancellationToken);
        var reader = new LogReader(client, call.Output, call.Host.Time);
        await reader.CopyAsync(id, call.Get(_category), call.Get(_attempt), call.Get(_follow), cancellationToken);
        return ExitCode.Passed;
    }
}
