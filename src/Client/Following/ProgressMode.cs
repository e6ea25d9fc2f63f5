using Apex.Output;

namespace Apex.Following;

/// <summary>SPEC 5: how progress is shown.</summary>
internal enum ProgressMode
{
    Rich = 0,
    Simple = 1,
    Json = 2,
    Log = 3,
    Silent = 4,
}

/// <summary>Chooses and makes the display.</summary>
internal static class ProgressViews
{
    /// <summary>What is asked for; a live table is only given where one can be drawn.</summary>
    public static ProgressMode Choose(ProgressMode? asked, OutputFormat format, bool quiet, Terminal terminal, IReadOnlyDictionary<string, string> environment)
    {
        if (format == OutputFormat.Jsonl)
        {
            return ProgressMode.Json;
        }

        if (quiet)
        {
            return ProgressMode.Silent;
        }

        // A live table needs a terminal that obeys; the pipe of a CI job may claim to be one.
        var live = format == OutputFormat.Text && terminal.OutputIsTerminal && environment.GetValueOrDefault("TERM") is not (null or "" or "dumb") && !environment.ContainsKey("CI");
        return asked switch
        {
            null or ProgressMode.Rich => live ? ProgressMode.Rich : ProgressMode.Simple,
            { } mode => mode,
        };
    }

    public static IProgressView Create(ProgressMode mode, CliHost host, IOutput output)
    {
        // With a document on stdout, progress is talk.
        var result = output.Format != OutputFormat.Json;
        Action<string> write = result ? output.Result : output.Note;
        var plain = new PlainView(write, result ? output.Paint : output.TalkPaint, host.Time, output.Verbose);
        return mode switch
        {
            ProgressMode.Rich => new RichView(LiveConsole.Create(host, output), host.Terminal, plain, host.Time),
            ProgressMode.Simple => plain,
            ProgressMode.Json => new JsonView(write),
            ProgressMode.Log => new LogView(write),
            _ => new SilentView(),
        };
    }
}
