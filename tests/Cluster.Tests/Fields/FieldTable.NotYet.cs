namespace Apex.Cluster.Tests.Fields;

/// <summary>Fields that nothing obeys yet. Whoever enforces one moves its row to where it is seen.</summary>
internal static partial class FieldTable
{
    private static FieldRow[] NotYet =>
    [
        new WarnedRow("modes.<id>.custom_config", "modes:\n  m:\n    layers: [one]\n    custom_config: {x: 1} #field\n" + One("exit 0")),
    ];
}
