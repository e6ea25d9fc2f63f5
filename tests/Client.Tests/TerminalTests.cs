using System.Diagnostics;
using System.Text;

namespace Apex.Client.Tests;

/// <summary>The real program at a real terminal (script(1) makes one), with a silo of its own.</summary>
public sealed class TerminalTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);
    private readonly string _root = Directory.CreateTempSubdirectory("apex-terminal-").FullName;
    private readonly string _apex = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../src/Client", BuildFolder, "apex"));

    // bin/Release/net10.0 of this project is bin/Release/net10.0 of the client
    private static string BuildFolder => Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "../../.."), AppContext.BaseDirectory);

    [Fact]
    public async Task CtrlC_AtATerminal_AsksAndCancelsOnRequest()
    {
        File.WriteAllText(Path.Combine(_root, "apex.yaml"), "version: 1\nlayers:\n  long:\n    categories:\n      - name: sleeper\n        command: sleep 600\n");
        using var terminal = Start("script", "-qefc", $"stty cols 100 rows 30; env --default-signal=INT,QUIT {_apex} run", "/dev/null");
        var screen = new Screen(terminal.StandardOutput);

        await screen.UntilAsync("sleeper", _patience);
        await TypeAsync(terminal, "\x03");
        await screen.UntilAsync("[g]o on?", _patience);
        await TypeAsync(terminal, "c");
        await screen.UntilAsync("cancelled: what runs is being stopped", _patience);
        await terminal.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(_patience, TestContext.Current.CancellationToken);

        terminal.ExitCode.ShouldBe(ExitCode.Cancelled, screen.Text);
        screen.Text.ShouldContain("\e[?25l", customMessage: "the live table hides the cursor");
    }

    public void Dispose()
    {
        using (var stop = Start(_apex, "server", "stop", "--force"))
        {
            stop.StandardOutput.ReadToEnd();
            stop.WaitForExit();
        }

        Directory.Delete(_root, recursive: true);
    }

    private static async Task TypeAsync(Process terminal, string keys)
    {
        await terminal.StandardInput.WriteAsync(keys);
        await terminal.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
    }

    private Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = _root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var inherited in start.Environment.Keys.Where(key => key is "CI" or "NO_COLOR" || key.StartsWith("APEX_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(inherited); // these tests may themselves run under Apex, and in CI
        }

        start.Environment["APEX_HOME"] = Path.Combine(_root, "home");
        start.Environment["APEX_IDLE_MINUTES"] = "3";
        start.Environment["APEX_GRACE_INTERRUPT_SECONDS"] = "1";
        start.Environment["APEX_GRACE_TERMINATE_SECONDS"] = "1";
        start.Environment["TERM"] = "xterm";
        return Process.Start(start)!;
    }

    /// <summary>Everything that the terminal showed so far.</summary>
    private sealed class Screen(StreamReader output)
    {
        private readonly StringBuilder _text = new();
        private readonly char[] _buffer = new char[4096];

        public string Text => _text.ToString();

        public async Task UntilAsync(string wanted, TimeSpan patience)
        {
            using var limit = new CancellationTokenSource(patience);
            while (!Text.Contains(wanted, StringComparison.Ordinal))
            {
                int read;
                try
                {
                    read = await output.ReadAsync(_buffer, limit.Token);
                }
                catch (OperationCanceledException late)
                {
                    throw new TimeoutException($"'{wanted}' did not appear in {patience}:\n{Text}", late);
                }

                if (read == 0)
                {
                    throw new EndOfStreamException($"the terminal closed before '{wanted}' appeared:\n{Text}");
                }

                _text.Append(_buffer, 0, read);
            }
        }
    }
}
