using System.Globalization;
using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>Builds the environment of a command: the execution's, then the plan's, then what the runner says of the attempt.</summary>
internal sealed class CommandEnvironment
{
    private readonly Dictionary<string, string> _over = new(StringComparer.Ordinal);

    /// <summary>Fills in the table.</summary>
    /// <returns>The command's PATH; null if it has none.</returns>
    public string? Fill(NativeStringTable table, LaunchOrder order)
    {
        var (id, spec) = (order.Id, order.Spec);
        _over.Clear();
        foreach (var (name, value) in spec.Environment)
        {
            _over[name] = value;
        }

        foreach (var name in spec.SecretNames)
        {
            if (order.Context.Secret(id.Category, name) is { } value)
            {
                _over[name] = value;
            }
        }

        _over["APEX_EXECUTION_ID"] = id.Execution;
        _over["APEX_LAYER"] = id.Layer;
        _over["APEX_CATEGORY"] = id.Category;
        _over["APEX_ATTEMPT"] = id.Number.ToString(CultureInfo.InvariantCulture);
        _over["APEX_ATTEMPT_DIR"] = order.Folder;
        _over["PWD"] = spec.WorkingDirectory;
        _over[order.Mark] = "1";
        if (spec.WantsResultsFolder)
        {
            _over["APEX_RESULTS_DIR"] = Path.Combine(order.Folder, "results");
        }

        table.Clear();
        foreach (var (name, value) in order.Context.Environment)
        {
            if (!_over.ContainsKey(name))
            {
                table.Add(name, value);
            }
        }

        foreach (var (name, value) in _over)
        {
            table.Add(name, value);
        }

        return _over.GetValueOrDefault("PATH") ?? order.Context.Environment.GetValueOrDefault("PATH");
    }
}
