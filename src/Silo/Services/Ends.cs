using Apex.Results;
using Apex.Runner;

namespace Apex.Services;

/// <summary>Says how a service's command ended.</summary>
internal static class Ends
{
    private const int QuotedLines = 8;
    private const int QuotedLetters = 800;

    public static string Words(AttemptEnd end) => end switch
    {
        { Cause: EndCause.Exited, ExitCode: { } code } => $"exited with {code}",
        { Cause: EndCause.Exited, Signal: { } signal } => $"was ended by {SignalNames.Of(signal)}",
        { Reason: { } reason } => $"failed: {reason}",
        _ => "failed",
    };

    /// <summary>The last lines of what it printed, if it printed anything.</summary>
    public static string Quote(string output)
    {
        var lines = output.TrimEnd().Split('\n');
        var text = string.Join('\n', lines.TakeLast(QuotedLines)).Trim();
        return text.Length == 0 ? "" : $"\nit printed:\n{(text.Length > QuotedLetters ? "…" + text[^QuotedLetters..] : text)}";
    }
}
