using System.Diagnostics;

namespace Apex.Benchmarks;

/// <summary>A program run to its end, within a limit.</summary>
internal static class Command
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(10);

    public static async Task<(string Output, TimeSpan Elapsed)> RunAsync(ProcessStartInfo start)
    {
        (start.UseShellExecute, start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (false, true, true, true);
        var begun = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(_limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new BenchmarkException($"{Name(start)} did not end in {_limit.TotalMinutes} minutes");
        }

        var elapsed = Stopwatch.GetElapsedTime(begun);
        return process.ExitCode == 0
            ? (await output, elapsed)
            : throw new BenchmarkException($"{Name(start)} ended with {process.ExitCode}\n{await output}{await errors}");
    }

    private static string Name(ProcessStartInfo start) => $"'{Path.GetFileName(start.FileName)} {string.Join(' ', start.ArgumentList)}'";
}
