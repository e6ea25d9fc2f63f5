namespace Apex;

/// <summary>Exit codes of <c>apex</c>: a public contract (SPEC 4, docs/errors.md).</summary>
internal static class ExitCode
{
    /// <summary>The run passed, or the question was answered.</summary>
    public const int Passed = 0;

    /// <summary>Tests said no.</summary>
    public const int TestsFailed = 1;

    /// <summary>Refused before an execution exists: usage, configuration, selection, unknown id.</summary>
    public const int Refused = 2;

    /// <summary>It could not be found out: configuration of a command, infrastructure, memory, an error of Apex itself.</summary>
    public const int Error = 3;

    /// <summary>Not authorised.</summary>
    public const int NotAuthorised = 4;

    /// <summary>No test ran.</summary>
    public const int NoTests = 5;

    /// <summary>A limit on time ended it.</summary>
    public const int TimedOut = 6;

    /// <summary>The server cannot be reached, or did not start.</summary>
    public const int Unreachable = 7;

    /// <summary>Cancelled, or interrupted by SIGINT.</summary>
    public const int Cancelled = 130;

    /// <summary>Ended by SIGTERM.</summary>
    public const int Terminated = 143;

    /// <summary>What each code means, for help texts.</summary>
    public static string Meaning(int code) => code switch
    {
        Passed => "passed, or the question was answered",
        TestsFailed => "tests failed",
        Refused => "refused: usage, configuration, unknown id",
        Error => "error: it could not be found out (command, infrastructure, memory)",
        NotAuthorised => "not authorised",
        NoTests => "no tests ran",
        TimedOut => "timed out",
        Unreachable => "server unreachable",
        Cancelled => "cancelled or interrupted",
        Terminated => "ended by SIGTERM",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "not an exit code of apex"),
    };

    /// <summary>Code of a verdict. An execution without one has ended in a way that Apex cannot explain.</summary>
    public static int Of(Verdict verdict) => verdict switch
    {
        Verdict.Passed => Passed,
        Verdict.Failed => TestsFailed,
        Verdict.TimedOut => TimedOut,
        Verdict.Cancelled => Cancelled,
        Verdict.NoTests or Verdict.Skipped => NoTests,
        _ => Error,
    };
}
