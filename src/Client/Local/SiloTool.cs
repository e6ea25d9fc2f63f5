#pragma warning disable RS0030 // the client owns no commands under test: nothing here can be reaped by mistake (docs/adr)
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Apex.Local;

/// <summary>Asks the silo's assembly a question that needs no silo: it runs to its end and answers on its standard output.</summary>
internal interface ISiloTool
{
    Task<SiloAnswer> AskAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken);
}

/// <param name="ExitCode">How it ended.</param>
/// <param name="Output">What it answered.</param>
/// <param name="Errors">What it complained of.</param>
internal sealed record SiloAnswer(int ExitCode, string Output, string Errors);

/// <summary>The program that stands in <c>silo/</c> beside this one.</summary>
internal sealed class SiloTool(string folder) : ISiloTool
{
    public async Task<SiloAnswer> AskAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        // The runtime that this program runs on, also where none is installed system-wide.
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var program = Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        var start = new ProcessStartInfo(program, [Path.Combine(folder, "Apex.Silo.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var process = Process.Start(start) ?? throw new IOException($"{program} did not start");
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        await process.WaitForExitAsync(cancellationToken);
        return new SiloAnswer(process.ExitCode, await output, await errors);
    }
}
