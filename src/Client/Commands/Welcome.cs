using Apex.Output;

namespace Apex.Commands;

/// <summary><c>apex</c> alone: what it is, how to begin, how the local silo is. Starts nothing.</summary>
internal static class Welcome
{
    public static int Show(Invocation call)
    {
        var paint = call.Output.Paint;
        call.Output.Result($"{paint.Bold("apex")} runs a project's tests in layers, fast feedback first, and keeps every result.");
        call.Output.Result("");
        var table = new TextTable();
        table.Add(new Cell("apex init", paint.Bold), "write a first apex.yaml for the tests of this folder");
        table.Add(new Cell("apex run", paint.Bold), "run the tests of this project and follow them");
        table.Add(new Cell("apex status ID", paint.Bold), "how a run stands, or what it came to (ID: an id, its beginning, or latest)");
        table.Add(new Cell("apex logs ID", paint.Bold), "what its commands printed");
        table.Add(new Cell("apex list", paint.Bold), "all runs, newest first");
        foreach (var line in table.Lines(paint, "  "))
        {
            call.Output.Result(line);
        }

        call.Output.Result("");
        call.Output.Result($"Local silo: {Silo(call)}");
        call.Output.Result("More: apex --help, apex run --help, apex doctor");
        return ExitCode.Passed;
    }

    private static string Silo(Invocation call)
    {
        if (!OperatingSystem.IsLinux())
        {
            return "none on this system; use --server HOST:PORT";
        }

        var status = call.LocalSilo().Status();
        return status switch
        {
            { OtherBuild: true } => $"runs (process {status.Silo!.Pid}, another build; the next command replaces it)",
            { Running: true } => $"runs (process {status.Silo!.Pid}, since {Since(status.Silo.StartedAt, call)})",
            { RunnerRunning: true } => "its runner is restarting it",
            _ => "not running; the first command that needs it starts it",
        };
    }

    private static string Since(DateTimeOffset? start, Invocation call) =>
        start is { } time ? Wording.Duration(call.Host.Time.GetUtcNow() - time) : "a while";
}
