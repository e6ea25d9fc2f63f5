using System.CommandLine;
using System.CommandLine.Parsing;

namespace Apex.Commands;

/// <summary><c>--label KEY=VALUE</c>, with the bounds that the region holds it to.</summary>
internal sealed class LabelOption
{
    private const int MostLabels = 50;
    private const int LabelLength = 200;

    public LabelOption() => Option.Validators.Add(Check);

    public Option<string[]> Option { get; } = Opt.Many("--label", "Label to keep with the execution; may be repeated.", "KEY=VALUE");

    public Dictionary<string, string> Read(Invocation call) =>
        (call.Get(Option) ?? []).Select(static label => label.Split('=', 2)).ToDictionary(static parts => parts[0], static parts => parts[1], StringComparer.Ordinal);

    private static void Check(OptionResult result)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var label in result.Tokens.Select(token => token.Value))
        {
            var parts = label.Split('=', 2);
            if (parts.Length < 2 || parts[0].Length == 0)
            {
                result.AddError($"--label {label}: expected KEY=VALUE");
            }
            else if (parts[0].Length > LabelLength || parts[1].Length > LabelLength)
            {
                result.AddError($"--label {parts[0][..Math.Min(20, parts[0].Length)]}…: key and value have at most {LabelLength} characters");
            }
            else if (!names.Add(parts[0]))
            {
                result.AddError($"--label {parts[0]} is given twice");
            }
        }

        if (names.Count > MostLabels)
        {
            result.AddError($"--label: at most {MostLabels} labels");
        }
    }
}
