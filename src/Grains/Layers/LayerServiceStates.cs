using Apex.Planning;
using Apex.Services;

namespace Apex.Layers;

/// <summary>The services that a layer's categories require, as the execution last told them.</summary>
internal sealed class LayerServiceStates
{
    private readonly Dictionary<string, ServiceFact> _facts = [];

    /// <summary>Version that was told last; 0 for none.</summary>
    public int Version { get; private set; }

    /// <summary>Once set, what is not up by now is given up: the layer's time for it is over.</summary>
    public string? GivenUp { get; set; }

    public void Take(LayerServices told)
    {
        if (told.Version >= Version)
        {
            Version = told.Version;
            foreach (var fact in told.Services)
            {
                _facts[fact.Name] = fact;
            }
        }
    }

    public bool AreUp(CategoryPlan category) => category.Services.TrueForAll(name => Phase(name) == ServicePhase.Healthy);

    /// <summary>Why a category can not be run; null while it may still be.</summary>
    public string? WhyNot(CategoryPlan category)
    {
        var down = category.Services.Find(name => Phase(name) is ServicePhase.Failed or ServicePhase.Unhealthy);
        if (down is not null)
        {
            return _facts[down].Reason ?? $"service '{down}' is not up";
        }

        return GivenUp is null || AreUp(category) ? null
            : $"{GivenUp}: {string.Join(", ", category.Services.Where(name => Phase(name) != ServicePhase.Healthy).Select(name => $"'{name}' is {Word(name)}"))}";
    }

    private ServicePhase Phase(string name) => _facts.TryGetValue(name, out var fact) ? fact.Phase : ServicePhase.Waiting;

    private string Word(string name) => Phase(name) == ServicePhase.Starting ? "being started" : "waiting for others";
}
