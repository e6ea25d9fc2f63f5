#pragma warning disable RS0030 // the client owns no commands under test: nothing here can be reaped by mistake (docs/adr)
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Apex.Local;

/// <summary>Starts the silo's assembly with one of its verbs.</summary>
internal interface IHostProgram
{
    IStartedProgram Start(string program, IReadOnlyList<string> arguments);
}

/// <summary>A program that was started. Disposing it lets it run on.</summary>
internal interface IStartedProgram : IDisposable
{
    int Id { get; }

    /// <summary>Null while it runs.</summary>
    int? ExitCode { get; }

    /// <summary>The end of what it wrote to stderr before it went its own way.</summary>
    string Said { get; }

    Task ExitedAsync(CancellationToken cancellationToken);
}

/// <summary>Starts it for real, with nothing of this terminal: it becomes a daemon by itself.</summary>
internal sealed class HostProgram : IHostProgram
{
    public IStartedProgram Start(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // The program finds the runtime that this one runs on, also where none is installed system-wide.
        start.Environment.TryAdd("DOTNET_ROOT", Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")));
        var process = Process.Start(start) ?? throw new IOException($"{program} did not start");
        process.StandardInput.Close();
        return new Started(process);
    }

    private sealed class Started : IStartedProgram
    {
        private const int Keep = 4000;
        private readonly Process _process;
        private readonly StringBuilder _said = new();

        public Started(Process process)
        {
            _process = process;
            process.ErrorDataReceived += (_, line) => Add(line.Data);
            process.BeginErrorReadLine();
            process.OutputDataReceived += (_, line) => Add(line.Data);
            process.BeginOutputReadLine();
        }

        public int Id => _process.Id;

        public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

        public string Said
        {
            get
            {
                lock (_said)
                {
                    return _said.ToString().Trim();
                }
            }
        }

        public Task ExitedAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

        public void Dispose() => _process.Dispose();

        private void Add(string? line)
        {
            if (line is null)
            {
                return;
            }

            lock (_said)
            {
                _said.Append(line).Append('\n');
                if (_said.Length > Keep)
                {
                    _said.Remove(0, _said.Length - Keep);
                }
            }
        }
    }
}
