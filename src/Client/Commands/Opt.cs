using System.CommandLine;
using System.CommandLine.Parsing;

namespace Apex.Commands;

/// <summary>Makes options that do not swallow their neighbours: a value never begins with <c>--</c>, and an option that may be repeated takes one value each time.</summary>
internal static class Opt
{
    public static Option<string?> Text(string name, string description, string value, params string[] aliases)
    {
        var option = new Option<string?>(name, aliases) { Description = description, HelpName = value };
        option.Validators.Add(RefuseOption);
        return option;
    }

    /// <summary>Words that a shell may offer as values.</summary>
    public static TOption Offering<TOption>(this TOption option, params string[] words)
        where TOption : Option
    {
        option.CompletionSources.Add(words);
        return option;
    }

    public static Option<string[]> Many(string name, string description, string value, params string[] aliases)
    {
        var option = new Option<string[]>(name, aliases) { Description = description, HelpName = value, Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };
        option.Validators.Add(RefuseOption);
        return option;
    }

    public static Option<int?> Number(string name, string description, string value, int least, int most, params string[] aliases)
    {
        var option = new Option<int?>(name, aliases)
        {
            Description = description,
            HelpName = value,
            CustomParser = result =>
            {
                var text = result.Tokens.Count > 0 ? result.Tokens[^1].Value : "";
                if (int.TryParse(text, out var number) && number >= least && number <= most)
                {
                    return number;
                }

                result.AddError($"{name} {text}: expected a whole number from {least} to {most}");
                return null;
            },
        };
        return option;
    }

    /// <summary>One of a closed list of words, as an enum; null if it was not given.</summary>
    public static Option<T?> Choice<T>(string name, string description, params string[] aliases)
        where T : struct, Enum
    {
        var words = Enum.GetNames<T>().Select(word => word.ToLowerInvariant()).ToArray();
        var option = new Option<T?>(name, aliases)
        {
            Description = description,
            HelpName = string.Join('|', words),
            CustomParser = result =>
            {
                var text = result.Tokens.Count > 0 ? result.Tokens[^1].Value : "";
                if (words.Contains(text) && Enum.TryParse<T>(text, ignoreCase: true, out var value))
                {
                    return value;
                }

                result.AddError($"{name} {text}: expected {string.Join(", ", words[..^1])} or {words[^1]}{Suggestions.DidYouMean(text, words)}");
                return null;
            },
        };
        option.CompletionSources.Clear(); // those of the enum are in its own spelling
        return option.Offering(words);
    }

    public static Option<bool> Flag(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, Arity = ArgumentArity.Zero };

    private static void RefuseOption(OptionResult result)
    {
        var name = result.Option.Name;
        if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith("--", StringComparison.Ordinal)) is { } swallowed)
        {
            result.AddError($"{name} needs a value, but {swallowed.Value} follows it");
        }
        else if (result.Tokens.Any(token => token.Value.Length == 0))
        {
            result.AddError($"{name} needs a value, not an empty text");
        }
    }
}
