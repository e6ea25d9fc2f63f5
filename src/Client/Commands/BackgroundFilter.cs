using System.CommandLine;
using System.Text.RegularExpressions;
using Apex.Background;
using Apex.Runs;

namespace Apex.Commands;

/// <summary>Options that narrow a list of background tasks.</summary>
internal sealed partial class BackgroundFilter
{
    private readonly Option<string?> _category = Opt.Text("--category", "Only those that run this category.", "CATEGORY", "-c");
    private readonly Option<string?> _since = Opt.Text("--since", "Only those that ended since, or wait or run since: 30m, 12h, 7d, or a date.", "TIME");
    private readonly Option<int?> _limit = Opt.Number("--limit", "How many, 20 by default.", "N", 1, 1000, "-n");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _category, _since, _limit })
        {
            command.Options.Add(option);
        }
    }

    public BackgroundQuery Read(Invocation call)
    {
        var category = call.Get(_category);
        return category is null || Name().IsMatch(category)
            ? new BackgroundQuery { Limit = call.Get(_limit) ?? 20, Category = category, Since = Since.Of(call.Get(_since), call.Host.Time) }
            : throw CliException.Usage($"--category {category}: a category's name is small letters, digits and underscores");
    }

    [GeneratedRegex("^[a-z][a-z0-9_]*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
