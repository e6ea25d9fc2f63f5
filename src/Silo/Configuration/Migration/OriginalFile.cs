using System.Text;
using Apex.Configuration.Effective;
using Apex.Configuration.Yaml;

namespace Apex.Configuration.Migration;

/// <summary>Turns a <c>test_layers.yaml</c> of the Python original into an <c>apex.yaml</c>: new names for the same things, and a comment for whatever has no place.</summary>
internal sealed class OriginalFile
{
    private static readonly string[] Silent = ["metadata", "execution_config", "service_dependencies", "layers"];

    private readonly MigrationNotes _notes = new();
    private readonly YamlMap _root;

    private OriginalFile(YamlMap root) => _root = root;

    /// <param name="file">The original's file.</param>
    /// <param name="command">How a category is run; the original's files do not say it.</param>
    /// <param name="problems">Where problems go.</param>
    /// <returns>The new text; null if the file cannot be read.</returns>
    public static string? Convert(ConfigurationFile file, string command, ProblemBag problems)
    {
        var source = new SourceText(file.Path, file.Text);
        problems.Know(source);
        var root = YamlReader.Read(source, new YamlLimits(), problems);
        if (!problems.HasErrors && !(root is YamlMap map && map.TryGet("layers", out var layers) && layers is YamlMap))
        {
            problems.Error(source.Start, "", "missing", "'layers' is missing; expected a map of layers, as in the original's test_layers.yaml");
        }

        return problems.HasErrors ? null : new OriginalFile((YamlMap)root!).Text(command);
    }

    private string Text(string command)
    {
        var execution = _root.Find("execution_config")?.Value as YamlMap ?? new YamlMap(default, []);
        var strategies = execution.Find("fail_fast_strategy")?.Value as YamlMap ?? new YamlMap(default, []);
        var layers = (YamlMap)_root.Find("layers")!.Value;
        var converted = new OriginalLayers(layers, strategies, _notes).Convert();
        var declared = (_root.Find("service_dependencies") ?? execution.Find("service_dependencies"))?.Value as YamlMap ?? new YamlMap(default, []);
        var services = new OriginalServices(declared, _notes).Convert(converted);
        foreach (var entry in _root.Entries.Where(static entry => !Silent.Contains(entry.Key)))
        {
            _notes.LeftOut(entry.KeyPlace, entry.Key, "Apex has no such section");
        }

        var tree = new YamlTree()
            .Add("version", "1")
            .Add("defaults", new YamlTree().Add("command", YamlTree.Text(command)).Map)
            .Add("execution", Execution(execution))
            .Add("services", services)
            .Add("layers", converted);
        return Head() + string.Concat(EffectiveYaml.Write(tree.Map).Select(static line => line.Text + "\n"));
    }

    private YamlMap Execution(YamlMap execution)
    {
        var renamed = new Dictionary<string, string>
        {
            ["global_timeout_minutes"] = "global_timeout_minutes",
            ["layer_startup_timeout_seconds"] = "layer_startup_timeout_seconds",
            ["inter_layer_delay_seconds"] = "inter_layer_delay_seconds",
            ["max_global_parallel_tests"] = "max_parallel_categories",
            ["max_memory_usage_mb"] = "max_memory_mb",
            ["max_cpu_usage_percent"] = "max_cpu_percent",
        };
        var result = new YamlTree();
        foreach (var entry in execution.Entries)
        {
            if (renamed.TryGetValue(entry.Key, out var name))
            {
                result.Add(name, entry.Value);
            }
            else if (entry.Key is not ("fail_fast_strategy" or "service_dependencies"))
            {
                _notes.LeftOut(entry.KeyPlace, $"execution_config.{entry.Key}", "modes, phases and the background lane decide it");
            }
        }

        return result.Map;
    }

    private string Head()
    {
        var head = new StringBuilder("# Made by `apex init --from` out of a test_layers.yaml. `apex validate` checks it, `apex plan` shows what would run.\n");
        head.Append("# The original ran each category with its own runner: defaults.command says how that is done here ({category} and {layer} are filled in).\n");
        foreach (var note in _notes.All)
        {
            head.Append("# - ").Append(note).Append('\n');
        }

        return head.ToString();
    }
}
