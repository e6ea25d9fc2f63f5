namespace Apex.Init;

/// <summary>A category that <c>apex init</c> writes: how the tests of one part of a project are run.</summary>
internal sealed record TestCommand
{
    /// <summary>Category name.</summary>
    public required string Name { get; init; }

    /// <summary>Text for the shell.</summary>
    public required string Command { get; init; }

    /// <summary>What it was found by, for the comment beside it.</summary>
    public required string FoundBy { get; init; }

    public string Framework { get; init; } = "generic";

    /// <summary>Format of the report that the command writes or that Apex asks for; null for none.</summary>
    public string? Report { get; init; }

    /// <summary>Glob of the report; null for the attempt's results folder.</summary>
    public string? ReportPath { get; init; }
}
