using Apex.Configuration;
using Apex.Output;

namespace Apex.Runs;

/// <summary>A configuration or a selection that the silo refused, as an error with its places.</summary>
internal static class Refusal
{
    /// <param name="problems">Errors and warnings.</param>
    /// <param name="message">What to say; null says how many errors there are.</param>
    /// <param name="what">What did not happen, for the sentence that is made.</param>
    public static CliException Of(IReadOnlyList<ConfigurationProblem> problems, string? message = null, string what = "nothing was started")
    {
        var errors = problems.Where(problem => !problem.IsWarning).ToList();
        var text = message ?? $"{Wording.Count(errors.Count, "problem", "problems")} in the configuration or the selection, {what}";
        if (OperatorCodes.AreAll(errors))
        {
            return Forbidden(problems, message ?? $"the operator of the silo does not allow this, {what}");
        }

        return new CliException(errors.FirstOrDefault()?.File is null ? "invalid_selection" : "invalid_config", ExitCode.Refused, text) { Details = problems };
    }

    /// <summary>What is asked is allowed by the file's rules, and not by the operator of the silo.</summary>
    public static CliException Forbidden(IReadOnlyList<ConfigurationProblem> problems, string message) =>
        new("not_allowed", ExitCode.NotAuthorised, message) { Details = problems };

    /// <summary>Warnings, apart from the result, in the manner of a compiler.</summary>
    public static void ShowWarnings(IEnumerable<ConfigurationProblem> problems, IOutput output)
    {
        foreach (var line in problems.Where(problem => problem.IsWarning).SelectMany(warning => ErrorText.Problem(warning, output.TalkPaint)))
        {
            output.Note(line);
        }
    }
}
