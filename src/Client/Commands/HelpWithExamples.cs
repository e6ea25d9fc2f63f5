using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Apex.Commands;

/// <summary>The usual help, then examples and exit codes.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private readonly HelpAction _usual = new();

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = _usual.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is not ApexCommand command)
        {
            return code;
        }

        output.WriteLine("Examples:");
        var width = command.Examples.Max(example => example.Line.Length);
        foreach (var (line, what) in command.Examples)
        {
            output.WriteLine($"  {line.PadRight(width)}  {what}");
        }

        output.WriteLine();
        output.WriteLine("Exit codes:");
        foreach (var exit in command.ExitCodes)
        {
            output.WriteLine($"  {exit,-3}  {ExitCode.Meaning(exit)}");
        }

        return code;
    }
}
