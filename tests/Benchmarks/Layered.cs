using System.Globalization;
using System.Text;

namespace Apex.Benchmarks;

/// <summary>Categories that each run <c>true</c>, in layers one after the other.</summary>
internal sealed record Layered(string Name, int Layers, int CategoriesPerLayer)
{
    public int Items => Layers * CategoriesPerLayer;

    public string ToYaml()
    {
        var text = new StringBuilder("""
            version: 1
            project: benchmark
            execution: { max_parallel_categories: 64 }
            defaults: { command: ["true"] }
            layers:

            """);
        for (var layer = 1; layer <= Layers; layer++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  layer_{layer}:\n    execution_order: {layer}\n    max_duration_minutes: 60\n");
            text.Append("    resource_limits: { max_parallel_instances: 64 }\n");
            text.Append(layer > 1 ? $"    depends_on: [layer_{layer - 1}]\n" : "").Append("    categories:\n");
            for (var category = 0; category < CategoriesPerLayer; category++)
            {
                text.Append(CultureInfo.InvariantCulture, $"      - name: c{layer}_{category:D6}\n");
            }
        }

        return text.ToString();
    }
}
