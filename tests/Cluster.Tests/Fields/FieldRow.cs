using System.Text.Json;
using Apex.Cluster.Tests.Harness;
using Apex.Planning;

namespace Apex.Cluster.Tests.Fields;

/// <summary>How it is seen that a field is obeyed: a configuration, the same without its lines that end in <c>#field</c>, and what differs.</summary>
/// <param name="Field">Path of the field in the catalog.</param>
/// <param name="Yaml">The configuration with the field.</param>
internal abstract record FieldRow(string Field, string Yaml)
{
    private const string Mark = " #field";

    /// <summary>Passes if it runs at the same time as another command with this text in the same folder, and fails if it is alone for 4 s, or where it is to meet, two minutes.</summary>
    private const string Meeting =
        $"me=here.$APEX_EXECUTION_ID.$APEX_CATEGORY; touch $me; i=0; while [ {FourSeconds} ]; do [ $(ls here.* | wc -l) -ge 2 ] && exit 0; i=$((i+1)); sleep 0.1; done; rm $me; exit 1";

    private const string FourSeconds = "$i -lt 40";

    public string With { get; } = Yaml.Replace("MEET", Meeting, StringComparison.Ordinal);

    /// <summary>A section that has only the field goes with it: an empty one is an error of its own.</summary>
    public string Without
    {
        get
        {
            var lines = With.Split('\n').Where(static line => !line.EndsWith(Mark, StringComparison.Ordinal)).ToList();
            for (var index = lines.Count - 1; index >= 0; index--)
            {
                if (lines[index].EndsWith(':') && (index + 1 == lines.Count || Depth(lines[index + 1]) <= Depth(lines[index])))
                {
                    lines.RemoveAt(index);
                }
            }

            return string.Join('\n', lines);
        }
    }

    /// <summary>What is run of it.</summary>
    public virtual string RunWith => With;

    public virtual string RunWithout => Without;

    /// <summary>Commands that are to meet wait for each other as long as a busy machine needs; those that are not fail soon.</summary>
    protected static string Patient(string yaml, string seen) => seen.Contains("failed", StringComparison.Ordinal) ? yaml : yaml.Replace(FourSeconds, "$i -lt 1200", StringComparison.Ordinal);

    public override string ToString() => Field;

    private static int Depth(string line) => line.Length - line.TrimStart(' ', '-').Length;
}

/// <summary>The real program runs both. What is seen is <c>exit code category=verdict…</c>, categories by name.</summary>
/// <param name="Expected">What is seen with the field.</param>
/// <param name="Otherwise">What is seen without it.</param>
/// <param name="Args">Arguments of <c>apex run</c>.</param>
internal sealed record RealRow(string Field, string Yaml, string Expected, string Otherwise, params string[] Args) : FieldRow(Field, Yaml)
{
    /// <summary>Sees something else than the verdicts.</summary>
    public Func<ApexHome, JsonElement, Task<string>>? Seen { get; init; }

    /// <summary>How many executions run at once.</summary>
    public int Runs { get; init; } = 1;

    /// <summary>True if nothing else may run on the host meanwhile.</summary>
    public bool Alone { get; init; }

    public override string RunWith => Patient(With, Expected);

    public override string RunWithout => Patient(Without, Otherwise);
}

/// <summary>The field's whole effect is a value of the plan, and another test proves that this value is obeyed.</summary>
/// <param name="Value">The value in the plan.</param>
/// <param name="Expected">It, with the field.</param>
/// <param name="Otherwise">It, without.</param>
/// <param name="Proof">The test that proves it.</param>
internal sealed record PlannedRow(string Field, string Yaml, Func<ExecutionPlan, object> Value, object Expected, object Otherwise, string Proof) : FieldRow(Field, Yaml)
{
    /// <summary>True if the plan is one for the background lane, of the layer <c>one</c>.</summary>
    public bool Background { get; init; }
}

/// <summary>For people only: nothing obeys it, and a verb shows it.</summary>
/// <param name="Verb">The verb.</param>
/// <param name="Value">Where it is in the verb's document.</param>
/// <param name="Expected">What is shown with the field; without, nothing is.</param>
internal sealed record ShownRow(string Field, string Yaml, string Verb, Func<JsonElement, JsonElement> Value, string Expected) : FieldRow(Field, Yaml);
