using System.Text.Json.Nodes;
using Apex.Configuration;
using Apex.Output;

namespace Apex.Commands;

/// <summary><c>apex modes</c>.</summary>
internal sealed class ModesCommand() : ConfigurationCommand("modes", "The modes of a run: built-in ones and this project's own, and which layers each means here.")
{
    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex modes", "what --mode can be here"),
        ("apex modes -o json", "for programs"),
    ];

    protected override JsonObject Document(ConfigurationReply reply, ConfigurationSummary summary) => ConfigurationDocuments.Modes(summary);

    protected override IEnumerable<string> Lines(Invocation call, ConfigurationReply reply, ConfigurationSummary summary)
    {
        var paint = call.Output.Paint;
        var table = new TextTable("MODE", "ALSO", "LIMIT", "LAYERS HERE", "MEANING");
        foreach (var mode in summary.Modes)
        {
            table.Add(
                new Cell(mode.Name, paint.Bold),
                string.Join(", ", mode.Aliases),
                Wording.Limit(mode.TimeoutMs),
                mode.Layers.Count == 0 ? new Cell("none of its layers", paint.Dim) : string.Join(", ", mode.Layers),
                Wording.Clean(mode.IsDefault ? $"{mode.Meaning} (default)" : mode.Meaning));
        }

        return table.Lines(paint);
    }
}
