namespace Apex.Original;

/// <summary>How many values follow a flag of the original.</summary>
internal enum OldArity
{
    None = 0,
    One = 1,
    Many = 2,
}

/// <summary>What became of a flag of the original.</summary>
internal enum OldFate
{
    /// <summary>Chooses a verb, or becomes an option of it.</summary>
    Translated = 0,

    /// <summary>Accepted, and said to mean nothing: leaving it out changes no verdict.</summary>
    Nothing = 1,

    /// <summary>Refused: leaving it out would run something else than was asked for.</summary>
    Refused = 2,
}

/// <summary>One flag of the original's command line.</summary>
/// <param name="Name">With its two dashes.</param>
/// <param name="Arity">How many values follow it.</param>
/// <param name="Fate">What became of it.</param>
/// <param name="Words">What it is here; why it means nothing; what to do instead.</param>
internal sealed record OldFlag(string Name, OldArity Arity, OldFate Fate, string Words);
