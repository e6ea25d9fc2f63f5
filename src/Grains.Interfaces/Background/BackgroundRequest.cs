namespace Apex.Background;

/// <summary>Asks for a place in the background lane instead of a start at once.</summary>
[GenerateSerializer, Immutable, Alias("apex.BackgroundRequest")]
public sealed record BackgroundRequest
{
    /// <summary>1 first – 5 last.</summary>
    [Id(0)] public int Priority { get; init; } = 3;
}
