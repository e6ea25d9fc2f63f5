namespace Apex.Planning.Modes;

/// <summary>What a mode chose.</summary>
public sealed record ModeChoice
{
    /// <summary>Layers that it wants; those that the file does not have are left out.</summary>
    public required IReadOnlyList<string> Layers { get; init; }

    /// <summary>Categories to restrict them to; empty for all.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Replaces <c>fail_fast</c> of every layer; null keeps them.</summary>
    public FailFast? FailFast { get; init; }

    /// <summary>True: background layers begin at once, whatever they depend on.</summary>
    public bool BackgroundBeside { get; init; }

    /// <summary>True: the layers run as they are, nothing that they depend on is added.</summary>
    public bool Alone { get; init; }

    /// <summary>True: the categories that are named run in one layer, with what they depend on.</summary>
    public bool WithoutLayers { get; init; }
}
