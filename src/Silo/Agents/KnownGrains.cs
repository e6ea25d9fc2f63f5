namespace Apex.Agents;

/// <summary>Grain references for the hot path. <see cref="IGrainFactory"/> works the names of grain and interface out anew at each call, by reflection.</summary>
internal static class KnownGrains
{
    /// <summary>As <see cref="IGrainFactory.GetGrain{TGrainInterface}(string, string)"/>, for an interface that one grain class implements.</summary>
    public static TGrain Known<TGrain>(this IGrainFactory grains, string key)
        where TGrain : class, IGrainWithStringKey
    {
        if (Names<TGrain>.Of is { } names)
        {
            return (TGrain)grains.GetGrain(GrainId.Create(names.Grain, key), names.Interface);
        }

        var first = grains.GetGrain<TGrain>(key);
        if (first is GrainReference reference)
        {
            Names<TGrain>.Of = new(reference.GrainId.Type, reference.InterfaceType);
        }

        return first;
    }

    private sealed record TypeNames(GrainType Grain, GrainInterfaceType Interface);

    private static class Names<TGrain>
    {
        public static volatile TypeNames? Of;
    }
}
