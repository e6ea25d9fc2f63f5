using Serilog.Core;
using Serilog.Events;

namespace Apex.Hosting;

/// <summary>Gives each log line that names an execution, a layer, a category or an attempt by its key their ids as fields of their own.</summary>
internal sealed class IdFields : ILogEventEnricher
{
    /// <summary>Names under which messages carry an id or a key.</summary>
    private static readonly string[] Carriers = ["Attempt", "Key", "Category", "Layer", "Execution", "Id"];

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        foreach (var carrier in Carriers)
        {
            if (logEvent.Properties.TryGetValue(carrier, out var value) && value is ScalarValue { Value: { } id } && Of(id.ToString()!) is { } ids)
            {
                Add("execution_id", ids.Execution);
                Add("layer", ids.Layer);
                Add("category", ids.Category);
                Add("attempt", ids.Attempt);
                return;
            }
        }

        void Add(string name, string? text)
        {
            if (text is not null)
            {
                logEvent.AddPropertyIfAbsent(new LogEventProperty(name, new ScalarValue(text)));
            }
        }
    }

    /// <summary>Parts of <c>execution[/layer[/category[#attempt]]]</c>; null if it is none of them.</summary>
    internal static (string Execution, string? Layer, string? Category, string? Attempt)? Of(string text)
    {
        var hash = text.LastIndexOf('#');
        var parts = (hash < 0 ? text : text[..hash]).Split('/');
        return parts.Length > 3 || !Guid.TryParse(parts[0], out _) ? null
            : (parts[0], parts.ElementAtOrDefault(1), parts.ElementAtOrDefault(2), hash < 0 ? null : text[(hash + 1)..]);
    }
}
