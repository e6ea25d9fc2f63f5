using System.Text;
using Apex.Output;
using Spectre.Console;

namespace Apex.Following;

/// <summary>Spectre's console on our stdout, told what the terminal can do instead of guessing (it ignores FORCE_COLOR and trusts GITHUB_ACTIONS).</summary>
internal static class LiveConsole
{
    public static IAnsiConsole Create(CliHost host, IOutput output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            ColorSystem = output.Paint.Enabled ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Out = new Screen(new StreamWriter(host.StandardOutput, new UTF8Encoding(false), leaveOpen: true) { AutoFlush = true }, host.Terminal),
        });
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    private sealed class Screen(TextWriter writer, Terminal terminal) : IAnsiConsoleOutput
    {
        public TextWriter Writer { get; } = writer;

        public bool IsTerminal => true;

        public int Width => terminal.Width;

        public int Height => terminal.Height;

        public void SetEncoding(Encoding encoding)
        {
        }
    }
}
