using Apex.Configuration;

namespace Apex;

/// <summary>A failure that a person can act on: a sentence, a stable code (docs/errors.md) and an exit code. Everything else is an error of Apex.</summary>
internal sealed class CliException(string code, int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Code { get; } = code;

    public int ExitCode { get; } = exitCode;

    /// <summary>Why, in the words of another program: lines of a text, details of a document.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Lines that say what to do.</summary>
    public IReadOnlyList<string> Hints { get; init; } = [];

    /// <summary>Each problem with its place.</summary>
    public IReadOnlyList<ConfigurationProblem> Details { get; init; } = [];

    public static CliException Usage(string message, params IReadOnlyList<string> hints) => new("usage", Apex.ExitCode.Refused, message) { Hints = hints };

    public static CliException Refused(string code, string message, params IReadOnlyList<string> hints) => new(code, Apex.ExitCode.Refused, message) { Hints = hints };

    public static CliException Unreachable(string message, Exception? inner = null, params IReadOnlyList<string> hints) =>
        new("server_unreachable", Apex.ExitCode.Unreachable, message, inner) { Hints = hints };
}
