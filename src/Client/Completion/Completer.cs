using System.CommandLine;
using System.CommandLine.Completions;
using Apex.Original;

namespace Apex.Completion;

/// <param name="Text">What would stand on the command line.</param>
/// <param name="What">What it is, in a sentence.</param>
internal readonly record struct Candidate(string Text, string What);

/// <summary>What may follow on a command line that is being typed: verbs, options, and values that are known without asking anybody.</summary>
internal sealed class Completer(RootCommand root)
{
    /// <summary>Says that the shell is to offer files.</summary>
    public const string Files = ":files";

    // From here on a flag is being typed, not looked up.
    private const int Begun = 3;

    private static readonly string[] _fileNames = ["FILE"];

    /// <param name="words">The words after the program's name; the last is what is being typed, maybe nothing.</param>
    public IReadOnlyList<Candidate> Candidates(IReadOnlyList<string> words)
    {
        var typed = words.Count > 0 ? words[^1] : "";
        var (command, open, foreign) = Walk(words.SkipLast(1));
        if (foreign)
        {
            return [new Candidate(Files, "")]; // after -- it is somebody else's command
        }

        if (open is not null)
        {
            return Values(open, "", typed);
        }

        var at = typed.IndexOf('=', StringComparison.Ordinal);
        if (typed.StartsWith('-'))
        {
            return at < 0 ? Options(command, typed) : Find(command, typed[..at]) is { } option ? Values(option, typed[..(at + 1)], typed[(at + 1)..]) : [];
        }

        var verbs = command.Subcommands.Where(verb => !verb.Hidden).Select(verb => new Candidate(verb.Name, Short(verb.Description)));
        var arguments = command.Arguments.SelectMany(argument => argument.GetCompletions(CompletionContext.Empty)).Select(item => new Candidate(item.Label, ""));
        return Starting(verbs.Concat(arguments), typed);
    }

    private (Command Command, Option? Open, bool Foreign) Walk(IEnumerable<string> words)
    {
        Command command = root;
        Option? open = null;
        foreach (var word in words)
        {
            if (word == "--")
            {
                return (command, null, true);
            }

            if (open is not null)
            {
                open = word == "=" ? open : null; // bash makes a word of its own of it
            }
            else if (word.StartsWith('-'))
            {
                open = Find(command, word) is { Arity.MaximumNumberOfValues: > 0 } option ? option : null;
            }
            else
            {
                command = command.Subcommands.FirstOrDefault(verb => verb.Name == word) ?? command;
            }
        }

        return (command, open, false);
    }

    private List<Candidate> Options(Command command, string typed)
    {
        var today = All(command).Where(option => !option.Hidden).Select(option => new Candidate(option.Name, Short(option.Description)));
        var before = command == root && typed.Length >= Begun ? OldFlags.All.Select(flag => new Candidate(flag.Name, "the original's spelling")) : [];
        return Starting(today.Concat(before), typed);
    }

    private static List<Candidate> Values(Option option, string before, string typed) => option.HelpName is { } name && _fileNames.Contains(name)
        ? [new Candidate(Files, "")]
        : Starting(option.GetCompletions(CompletionContext.Empty).Select(item => new Candidate(before + item.Label, "")), before + typed);

    private Option? Find(Command command, string word) => All(command).FirstOrDefault(option => option.Name == word || option.Aliases.Contains(word));

    private IEnumerable<Option> All(Command command) => command.Options.Concat(root.Options.Where(option => option.Recursive)).Distinct();

    private static List<Candidate> Starting(IEnumerable<Candidate> candidates, string typed) =>
        [.. candidates.Where(candidate => candidate.Text.StartsWith(typed, StringComparison.Ordinal)).DistinctBy(candidate => candidate.Text)];

    /// <summary>The first sentence.</summary>
    private static string Short(string? description)
    {
        var text = description ?? "";
        var end = text.IndexOfAny(['.', ';', ':']);
        return (end < 0 ? text : text[..end]).Trim();
    }
}
