using System.CommandLine;
using System.CommandLine.Help;
using Apex.Completion;
using Apex.Original;
using Apex.Output;

namespace Apex.Commands;

/// <summary>Arguments in, exit code out. The one place that catches.</summary>
internal sealed class CommandLine
{
    private readonly CliHost _host;
    private readonly GlobalOptions _options = new();
    private readonly RootCommand _root;

    public CommandLine(CliHost host)
    {
        _host = host;
        _root = new RootCommand("Apex runs a project's tests in layers, fast feedback first, and keeps every result.");
        _root.Options.OfType<HelpOption>().Single().Action = new HelpWithExamples();
        _root.Options.Remove(_root.Options.OfType<VersionOption>().Single());
        _root.SetAction(_ => ExitCode.Passed); // without an action of its own, `apex` alone would be an error
        _options.AddTo(_root);
        foreach (var verb in Verbs.All())
        {
            _root.Subcommands.Add(verb);
        }
    }

    public async Task<int> RunAsync(string[] arguments)
    {
        // The parser would mix what follows -- into its own arguments.
        var split = Array.IndexOf(arguments, "--");
        string[] extra = split < 0 ? [] : arguments[(split + 1)..];
        string[] own = split < 0 ? arguments : arguments[..split];
        if (own is ["--version"])
        {
            own = ["version"];
        }

        var old = OldLine.Is(own, _options.TakesValue);
        var parsed = _root.Parse(own);
        var output = new CliOutput(_host.StandardOutput, _host.StandardError, Output(parsed));
        try
        {
            if (own is [CompletionScript.Verb])
            {
                return Complete(extra, output);
            }

            return await DispatchAsync(old ? _root.Parse(Translate(own, output)) : parsed, extra, output);
        }
        catch (BrokenPipeException)
        {
            return ExitCode.Passed; // `apex list | head -1` got what it wanted
        }
        catch (CliException error)
        {
            return Tell(output, error);
        }
        catch (Exception error)
        {
            output.Detail(error.ToString());
            return Tell(output, new CliException("internal", ExitCode.Error, $"an error of Apex itself: {error.GetType().Name}: {error.Message}", error)
            {
                Hints = ["run it again with --verbose to see where it happened"],
            });
        }
    }

    private async Task<int> DispatchAsync(ParseResult parsed, string[] extra, CliOutput output)
    {
        if (parsed.Action is HelpAction or HelpWithExamples)
        {
            await parsed.InvokeAsync(new InvocationConfiguration { Output = new ResultWriter(output), EnableDefaultExceptionHandler = false });
            return ExitCode.Passed;
        }

        if (parsed.Errors.Count > 0)
        {
            throw ParseErrors.Explain(parsed, _root);
        }

        var command = parsed.CommandResult.Command as ApexCommand;
        if (extra.Length > 0 && command is not { TakesExtra: true })
        {
            throw CliException.Usage($"apex {command?.Name} takes no arguments after --");
        }

        var call = new Invocation(_host, parsed, extra, _options, output);
        if (command is not null)
        {
            return await command.RunAsync(call, CancellationToken.None);
        }

        return parsed.CommandResult.Command == _root
            ? Welcome.Show(call)
            : throw ParseErrors.VerbMissing(parsed.CommandResult.Command);
    }

    /// <summary>The original's spelling in today's, with what is to be said about it.</summary>
    private static IReadOnlyList<string> Translate(string[] own, CliOutput output)
    {
        var (arguments, notes) = OldTranslation.Of(own);
        foreach (var note in notes)
        {
            output.Note(note);
        }

        output.Detail($"in today's spelling: apex {string.Join(' ', arguments.Select(CommandText.Word))}");
        return arguments;
    }

    /// <summary>Answers a shell that completes: the words stand after <c>--</c>, the last is what is being typed.</summary>
    private int Complete(string[] words, CliOutput output)
    {
        foreach (var candidate in new Completer(_root).Candidates(words))
        {
            output.Result($"{candidate.Text}\t{candidate.What}");
        }

        return ExitCode.Passed;
    }

    // A command line that does not parse can still say how its error is to look.
    private OutputOptions Output(ParseResult parsed)
    {
        try
        {
            return _options.Output(parsed, _host);
        }
        catch (InvalidOperationException)
        {
            return new OutputOptions();
        }
    }

    private static int Tell(CliOutput output, CliException error)
    {
        try
        {
            output.Error(error);
        }
        catch (Exception gone) when (gone is BrokenPipeException or IOException)
        {
            return error.ExitCode; // nobody listens; the code still tells
        }

        return error.ExitCode;
    }
}
