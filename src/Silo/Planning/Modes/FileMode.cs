using Apex.Configuration.Settings;

namespace Apex.Planning.Modes;

/// <summary>A mode that is written down: in the project's file, or in the one that ships with the product.</summary>
internal sealed class FileMode(string id, ModeSettings settings, string meaning) : IExecutionMode
{
    public string Id => id;

    public string Meaning => meaning;

    public int? TotalMinutes => settings.MaxTotalDurationMinutes;

    public ModeChoice Choose(ModeInput input)
    {
        // A list of categories alone leaves it to them which layers are needed.
        var wanted = settings.Layers.Count > 0 ? settings.Layers.Select(layer => Positional(layer, input)) : input.Layers.Select(static layer => layer.Id);
        var named = wanted.OfType<string>().ToHashSet();
        var layers = input.Layers.Where(layer => layer.Background ? settings.Background ?? named.Contains(layer.Id) : named.Contains(layer.Id));
        return new ModeChoice
        {
            Layers = [.. layers.Select(static layer => layer.Id)],
            Categories = settings.Categories,
            FailFast = settings.FailFast,
        };
    }

    /// <summary><c>L1</c> is the first layer by order: no id of a layer can look like that.</summary>
    private static string? Positional(string layer, ModeInput input) =>
        layer is ['L', >= '1' and <= '9'] ? input.Layers.ElementAtOrDefault(layer[1] - '1')?.Id : layer;
}
