using System.CommandLine;
using System.CommandLine.Parsing;
using Apex.Original;

namespace Apex.Commands;

/// <summary>Short words for a command line that does not parse: what is wrong, and what was probably meant.</summary>
internal static class ParseErrors
{
    public static CliException Explain(ParseResult parsed, RootCommand root)
    {
        var command = parsed.CommandResult.Command;
        var help = $"see `{Path(parsed.CommandResult)} --help`";
        if (parsed.UnmatchedTokens is [var first, ..])
        {
            return first.StartsWith('-') ? UnknownOption(first, command, root, help) : Unexpected(first, command, root, help);
        }

        var messages = parsed.Errors.Select(error => error.Message.Trim()).Distinct().ToList();
        return CliException.Usage(messages[0], [.. messages.Skip(1), help]);
    }

    public static CliException VerbMissing(Command group) =>
        CliException.Usage($"apex {group.Name} what? One of: {string.Join(", ", group.Subcommands.Select(verb => verb.Name))}", $"see `apex {group.Name} --help`");

    private static CliException UnknownOption(string typed, Command command, RootCommand root, string help)
    {
        var name = typed.Split('=')[0];
        var known = command.Options.Concat(root.Options).SelectMany(option => option.Aliases.Append(option.Name)).Where(option => option.StartsWith("--", StringComparison.Ordinal));
        if (command == root)
        {
            known = known.Concat(OldFlags.All.Select(flag => flag.Name)); // before any verb, the original's spelling holds
        }

        return CliException.Usage($"unknown option {name}{Suggestions.DidYouMean(name, known)}", help);
    }

    private static CliException Unexpected(string typed, Command command, RootCommand root, string help)
    {
        var verbs = command.Subcommands.Select(verb => verb.Name).ToList();
        if (verbs.Count == 0)
        {
            return CliException.Usage($"'{typed}' is one argument too many", help);
        }

        var group = command == root ? "" : $"{command.Name} ";
        return CliException.Usage($"apex has no command '{group}{typed}'{Suggestions.DidYouMean(typed, verbs)}", $"commands: {string.Join(", ", verbs)}");
    }

    private static string Path(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Path(parent)} {result.Command.Name}" : "apex";
}
