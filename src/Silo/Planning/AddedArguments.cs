using Apex.Configuration.Settings;
using Apex.Results.Frameworks;

namespace Apex.Planning;

/// <summary>What Apex adds to a command, in this order.</summary>
internal sealed record AddedArguments
{
    /// <summary>Asks for a report; null if nothing is to be asked. Its folder is known only when an attempt starts.</summary>
    public ReportRequest? Report { get; init; }

    /// <summary>Chooses tests.</summary>
    public IReadOnlyList<string> Filters { get; init; } = [];

    /// <summary>The caller's own, handed on as they are.</summary>
    public IReadOnlyList<string> Extra { get; init; } = [];

    /// <summary>What is known without a shell: filters and the caller's own.</summary>
    public IEnumerable<string> Plain => Filters.Concat(Extra);

    /// <summary>How a framework is asked for a report in this format; arguments only if the command does not ask itself.</summary>
    public static ReportRequest? ReportOf(Framework framework, string format, CommandSetting command)
    {
        if (framework.Reports.GetValueOrDefault(format) is not { } request)
        {
            return null;
        }

        var words = Words(command);
        var asks = framework.ReportMarks.Any(mark => words.Any(word => word.Contains(mark, StringComparison.Ordinal)));
        var hasChoice = request.Variant is { } variant && string.Join(' ', words).Contains(variant.IfCommandHas, StringComparison.Ordinal);
        return asks
            ? request.Variables.Count == 0 ? null : request with { Arguments = [], Variant = null }
            : request with { Variant = hasChoice ? request.Variant : null };
    }

    /// <summary>Filters behind the separator that they need, unless the command has it.</summary>
    public static IReadOnlyList<string> Separated(IReadOnlyList<string> filters, string? separator, CommandSetting command) =>
        separator is null || Words(command).Any(word => word == separator || word.Contains($" {separator} ", StringComparison.Ordinal)) ? filters : [separator, .. filters];

    private static IReadOnlyList<string> Words(CommandSetting command) => command.Text is { } text ? [text] : command.List ?? [];
}
