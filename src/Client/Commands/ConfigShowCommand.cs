using System.CommandLine;
using System.Text.Json.Nodes;
using Apex.Configuration;
using Apex.Output;

namespace Apex.Commands;

/// <summary><c>apex config show</c>.</summary>
internal sealed class ConfigShowCommand : ConfigurationCommand
{
    /// <summary>Origins of longer lines follow directly; the others stand in one column.</summary>
    private const int WidestColumn = 72;

    private readonly Option<bool> _origin = Opt.Flag("--origin", "Beside each value the file and line that it comes from.");
    private readonly Option<bool> _defaults = Opt.Flag("--defaults", "Also the values that hold because no file says otherwise.");

    public ConfigShowCommand()
        : base("show", "The configuration as it holds in an environment: the project's file, the environment's file and overrides merged. Secrets are masked.")
    {
        Options.Add(_origin);
        Options.Add(_defaults);
    }

    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex config show --env staging --origin", "what holds in staging, and where each value stands"),
        ("apex config show --defaults", "with everything that was left to its default"),
        ("apex config show -o json", "as a document, with all origins"),
    ];

    protected override ConfigurationQuery Ask(Invocation call, ConfigurationQuery query) => query with { Values = true, Defaults = call.Get(_defaults) };

    protected override JsonObject Document(ConfigurationReply reply, ConfigurationSummary summary) => ConfigurationDocuments.Values(summary, reply.Values!);

    protected override IEnumerable<string> Lines(Invocation call, ConfigurationReply reply, ConfigurationSummary summary)
    {
        var lines = reply.Values!.Lines;
        var origin = call.Get(_origin);
        var width = lines.Select(line => line.Text.Length).Where(length => length <= WidestColumn).DefaultIfEmpty().Max();
        foreach (var line in lines)
        {
            var place = origin && line.Path is not null ? $"# {(line.File is null ? "default" : $"{line.File}:{line.Line}")}" : "";
            yield return place.Length == 0 ? line.Text : $"{line.Text.PadRight(width)}  {call.Output.Paint.Dim(Wording.Clean(place))}";
        }
    }
}
