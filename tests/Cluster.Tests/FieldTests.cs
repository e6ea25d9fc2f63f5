using Apex.Background;
using Apex.Cluster.Tests.Fields;
using Apex.Configuration;
using Apex.Configuration.Binding;
using Apex.Planning;

namespace Apex.Cluster.Tests;

/// <summary>Every field of the configuration does something: with it and without it, the outcomes differ. See <see cref="FieldTable"/>.</summary>
public sealed class FieldTests(FieldRuns runs) : IClassFixture<FieldRuns>
{
    public static TheoryData<string> Real => [.. FieldTable.Rows.OfType<RealRow>().Select(static row => row.Field)];

    public static TheoryData<string> Planned => [.. FieldTable.Rows.OfType<PlannedRow>().Select(static row => row.Field)];

    public static TheoryData<string> Shown => [.. FieldTable.Rows.OfType<ShownRow>().Select(static row => row.Field)];

    [Fact]
    public void Table_HasOneRowForEachField()
    {
        var declared = FieldCatalog.All.Select(static field => field.Path).ToList();
        var leaves = declared.Where(path => !declared.Exists(other => other.StartsWith(path + ".", StringComparison.Ordinal) || other.StartsWith(path + "[", StringComparison.Ordinal)));

        FieldTable.Rows.Select(static row => row.Field).ShouldBe(leaves, ignoreOrder: true);
    }

    [Fact]
    public void Table_EachRow_HasTheFieldOnlyOnce() =>
        FieldTable.Rows.ShouldAllBe(static row => row.With.Contains(Leaf(row.Field) + ":") && row.Without.Length < row.With.Length);

    [Theory]
    [MemberData(nameof(Real))]
    public async Task Run_WithAndWithout_OutcomesDiffer(string field)
    {
        var row = Row<RealRow>(field);

        var (with, without) = await runs.SeenAsync(field);

        with.ShouldBe(row.Expected, "with the field");
        without.ShouldBe(row.Otherwise, "without the field");
        with.ShouldNotBe(without);
    }

    [Theory]
    [MemberData(nameof(Planned))]
    public void Plan_WithAndWithout_ValuesDiffer(string field)
    {
        var row = Row<PlannedRow>(field);

        row.Value(Plan(row.With, background: row.Background).Plan!).ShouldBe(row.Expected);
        row.Value(Plan(row.Without, background: row.Background).Plan!).ShouldBe(row.Otherwise);
        row.Expected.ShouldNotBe(row.Otherwise);
        Proofs().ShouldContain(row.Proof, "the test that proves that the plan is obeyed");
    }

    [Theory]
    [MemberData(nameof(Shown))]
    public async Task Show_WithAndWithout_DiffersInWhatPeopleSee(string field)
    {
        var (with, without) = await runs.SeenAsync(field);

        with.ShouldBe(Row<ShownRow>(field).Expected);
        without.ShouldBe("");
    }

    private static T Row<T>(string field)
        where T : FieldRow => (T)FieldTable.Rows.Single(row => row.Field == field);

    private static string Leaf(string field) => field[(field.LastIndexOf('.') + 1)..];

    private static PlanReply Plan(string yaml, bool forRun = false, bool background = false) => new Planner().Plan(new PlanRequest
    {
        Files = [new ConfigurationFile { Path = "apex.yaml", Text = yaml }],
        ProjectFolder = "/project",
        ForRun = forRun,
        Background = background ? new BackgroundRequest() : null,
        Layers = background ? ["one"] : [],
    });

    private static IEnumerable<string> Proofs()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Apex.Orleans.sln")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("not below the repository's root");
        }

        return
            from file in Directory.EnumerateFiles(Path.Combine(root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            from line in File.ReadLines(file)
            let words = line.Trim().Split(' ', '(')
            where words is ["public", _, ..]
            from word in words
            where word.Contains('_')
            select $"{Path.GetFileNameWithoutExtension(file)}.{word}";
    }
}
