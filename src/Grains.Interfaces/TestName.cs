namespace Apex;

/// <summary>One test as its report names it: enough to ask its framework for it again.</summary>
[GenerateSerializer, Immutable, Alias("apex.TestName")]
public sealed record TestName
{
    /// <summary>Full name.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>Class, package or file that holds it; null where the name says all.</summary>
    [Id(1)] public string? Suite { get; init; }

    /// <summary>Method behind the test where the report tells it: a test can have a name for people, and rows of data share a method.</summary>
    [Id(2)] public string? Method { get; init; }

    /// <summary>The name without its suite.</summary>
    public string Short => Suite is { Length: > 0 } suite && Name.Length > suite.Length + 1 && Name[suite.Length] == '.' && Name.StartsWith(suite, StringComparison.Ordinal)
        ? Name[(suite.Length + 1)..]
        : Name;
}
