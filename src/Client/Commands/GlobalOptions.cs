using System.CommandLine;
using Apex.Output;

namespace Apex.Commands;

/// <summary>Options of every verb.</summary>
internal sealed class GlobalOptions
{
    public Option<OutputFormat?> Format { get; } = Opt.Choice<OutputFormat>("--output", "What stands on stdout: text for people, json or jsonl for programs.", "-o");

    public Option<ColorChoice?> Color { get; } = Opt.Choice<ColorChoice>("--color", "Colours. Without it, NO_COLOR and FORCE_COLOR decide, then whether a terminal is there.");

    public Option<string?> Server { get; } = Opt.Text("--server", "Gateway of a silo to use instead of the local one.", "HOST:PORT");

    public Option<string?> Token { get; } = Opt.Text("--token", "Token for --server (or APEX_TOKEN, which does not show in the process list).", "TOKEN");

    public Option<string?> Region { get; } = Opt.Text("--region", "Region of --server; local by default.", "NAME");

    public Option<bool> Quiet { get; } = Opt.Flag("--quiet", "Only the result and warnings.", "-q");

    public Option<bool> Verbose { get; } = Opt.Flag("--verbose", "Also what goes on behind.", "-v");

    private Option[] All => [Format, Color, Server, Token, Region, Quiet, Verbose];

    /// <summary>Whether this word is an option of every verb that takes a value; null if it is none of them.</summary>
    public bool? TakesValue(string word) =>
        Array.Find(All, option => option.Name == word || option.Aliases.Contains(word)) is { } option ? option.Arity.MaximumNumberOfValues > 0 : null;

    public void AddTo(Command root)
    {
        foreach (var option in All)
        {
            option.Recursive = true;
            root.Options.Add(option);
        }
    }

    public OutputOptions Output(ParseResult parsed, CliHost host)
    {
        var color = parsed.GetValue(Color) ?? ColorChoice.Auto;
        return new OutputOptions
        {
            Format = parsed.GetValue(Format) ?? OutputFormat.Text,
            Color = Paint.Wanted(color, host.Terminal.OutputIsTerminal, host.Environment),
            TalkColor = Paint.Wanted(color, host.Terminal.ErrorIsTerminal, host.Environment),
            Quiet = parsed.GetValue(Quiet),
            Verbose = parsed.GetValue(Verbose),
        };
    }

    public ServerChoice ServerChoice(ParseResult parsed, IReadOnlyDictionary<string, string> environment) => new(
        parsed.GetValue(Server),
        parsed.GetValue(Token) ?? environment.GetValueOrDefault("APEX_TOKEN") ?? "",
        parsed.GetValue(Region) ?? ApexRegion.Local);
}
