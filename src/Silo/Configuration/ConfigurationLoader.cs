using Apex.Configuration.Binding;
using Apex.Configuration.Settings;
using Apex.Configuration.Validation;
using Apex.Configuration.Yaml;

namespace Apex.Configuration;

/// <summary>Text in, effective configuration of one environment and all problems out. Pure.</summary>
internal sealed class ConfigurationLoader(ParsedFiles parsed)
{
    /// <param name="files">The project's file first, then the environment's if there is one.</param>
    /// <param name="environment">One of <see cref="EnvironmentNames.All"/>.</param>
    /// <param name="problems">Where problems go.</param>
    /// <returns>The configuration as far as it could be read, for more problems to be found; null if there is nothing to go on with.</returns>
    public LoadedConfiguration? Load(IReadOnlyList<ConfigurationFile> files, string environment, ProblemBag problems)
    {
        if (files.Count == 0)
        {
            problems.Error(default, "", "no_file", "no configuration file was given; 'apex init' writes one");
            return null;
        }

        var read = files.Take(2).Select(parsed.Read).ToList();
        foreach (var file in read)
        {
            problems.Know(file.Source);
            problems.AddAll(file.Problems);
        }

        var (main, overlay) = (read[0].Root, read.ElementAtOrDefault(1)?.Root);
        if (main is null or YamlScalar { IsNull: true })
        {
            if (!problems.HasErrors)
            {
                problems.Error(read[0].Source.Start, "", "empty_file", "the file is empty; expected a map with layers");
            }

            return null;
        }

        new Binder(problems, partial: false).Bind<ApexConfiguration>(main, "");
        var changes = CheckOverlay(overlay, main, problems);
        if (main is not YamlMap map)
        {
            return null;
        }

        EnvironmentLayers.CheckOverrides(map, problems);
        var loaded = Effective(changes is null ? map : TreeMerger.Maps(map, changes), environment, problems);
        foreach (var other in EnvironmentLayers.Overridden(map).Where(other => other != environment && !problems.IsFull))
        {
            // A reference that is wrong in prod only would otherwise be found there, on the day that matters.
            var found = new ProblemBag();
            Effective(map, other, found);
            problems.AddErrors(found, $"in environment {other}");
        }

        return loaded;
    }

    private static LoadedConfiguration Effective(YamlMap tree, string environment, ProblemBag problems)
    {
        var merged = EnvironmentLayers.Apply(tree, environment);
        var loaded = new LoadedConfiguration
        {
            Environment = environment,
            Settings = new Binder(problems, partial: false).Bind<ApexConfiguration>(merged, ""),
            Places = new PlaceIndex(merged),
            Root = merged,
        };
        Validator.Validate(loaded, problems);
        return loaded;
    }

    private static YamlMap? CheckOverlay(YamlNode? overlay, YamlNode main, ProblemBag problems)
    {
        if (overlay is null or YamlScalar { IsNull: true })
        {
            return null;
        }

        new Binder(problems, partial: true).Bind<ApexConfiguration>(overlay, "");
        if (overlay is not YamlMap map)
        {
            return null;
        }

        foreach (var entry in map.Entries.Where(static entry => entry.Key is "version" or "project" or "background"))
        {
            problems.Error(entry.KeyPlace, entry.Key, "unknown_key",
                $"'{entry.Key}' cannot differ between environments; expected one of defaults, execution, services, modes, layers");
        }

        return main is YamlMap known && known.TryGet("layers", out var layers) && layers is YamlMap existing ? KnownLayers(map, existing, problems) : map;
    }

    /// <summary>An environment changes layers, it adds none: a new name is a slip of the pen.</summary>
    private static YamlMap KnownLayers(YamlMap overlay, YamlMap existing, ProblemBag problems)
    {
        if (!overlay.TryGet("layers", out var node) || node is not YamlMap changed)
        {
            return overlay;
        }

        var names = existing.Entries.Select(static layer => layer.Key).ToList();
        foreach (var entry in changed.Entries.Where(entry => !existing.TryGet(entry.Key, out _)))
        {
            problems.Error(entry.KeyPlace, $"layers.{entry.Key}", "unknown_layer",
                $"there is no layer '{Found.Cut(entry.Key)}' to override{Suggestion.For(entry.Key, names)}; layers: {string.Join(", ", names.Take(40))}");
        }

        var known = new YamlMap(changed.Place, [.. changed.Entries.Where(entry => existing.TryGet(entry.Key, out _))]);
        return new YamlMap(overlay.Place, [.. overlay.Entries.Select(entry => entry.Key == "layers" ? entry with { Value = known } : entry)]);
    }
}
