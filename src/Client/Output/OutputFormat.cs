namespace Apex.Output;

/// <summary>What stands on stdout.</summary>
internal enum OutputFormat
{
    Text = 0,

    /// <summary>One document.</summary>
    Json = 1,

    /// <summary>One object a line.</summary>
    Jsonl = 2,
}

/// <summary><c>--color</c>.</summary>
internal enum ColorChoice
{
    Auto = 0,
    Always = 1,
    Never = 2,
}
