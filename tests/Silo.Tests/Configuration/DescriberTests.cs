using Apex.Configuration;
using Apex.Configuration.Yaml;
using Apex.Planning;
using Apex.Planning.Modes;
using Apex.Silo.Tests.Planning;

namespace Apex.Silo.Tests.Configuration;

/// <summary>What a configuration says without a selection.</summary>
public sealed class DescriberTests
{
    private const string Yaml = """
        x-shared: &shared {timeout_seconds: 60}
        project: shop
        defaults:
          command: run
          env: {API_TOKEN: "s3cr3t-value", MODE: fast}
          timeout_seconds: 40
        layers:
          unit:
            name: Unit
            x-note: ignored
            categories:
              - <<: *shared
                name: one
                env: {PIN: {value: "123456789", secret: true}, PLAIN: "1"}
                command: |
                  echo "one"
                  echo 'two'
              - name: two
                custom_settings: {x-kept: 1, db: {password: hunter2hunter2, port: 5432}}
            environment_overrides:
              staging: {max_duration_minutes: 3}
        """;

    [Fact]
    public void Describe_OfAGoodFile_TellsLayersCategoriesAndModes()
    {
        var summary = Describe(Yaml).Summary.ShouldNotBeNull();

        (summary.Project, summary.Environment).ShouldBe(("shop", "test"));
        var layer = summary.Layers.ShouldHaveSingleItem();
        (layer.Name, layer.Title, layer.Order, layer.BudgetMs, layer.Mode).ShouldBe(("unit", "Unit", 1, 600_000L, LayerMode.Parallel));
        layer.Categories.Select(static category => (category.Name, category.TimeoutMs)).ShouldBe([("one", 60_000L), ("two", 40_000L)]);
        summary.Modes.Single(static mode => mode.IsDefault).Layers.ShouldBe(["unit"]);
        summary.Modes.Single(static mode => mode.Name == "fast_feedback").Layers.ShouldBeEmpty();
    }

    [Fact]
    public void Describe_OfAnEnvironment_HasItsValuesAndTheirOrigins()
    {
        var overlay = "layers: {unit: {priority: 1}}";
        var lines = Describe(Yaml, query => query with { Environment = "staging", Values = true }, overlay).Values.ShouldNotBeNull().Lines;

        Line(lines, "layers.unit.max_duration_minutes").ShouldBe(("    max_duration_minutes: 3", "apex.yaml", 21));
        Line(lines, "layers.unit.priority").ShouldBe(("    priority: 1", "environments/test.yaml", 1));
        Line(lines, "layers.unit.categories[0].timeout_seconds").ShouldBe(("        timeout_seconds: 60", "apex.yaml", 1));
        lines.ShouldNotContain(static line => line.Text.Contains("environment_overrides", StringComparison.Ordinal) || line.Text.Contains("x-note", StringComparison.Ordinal));
    }

    [Fact]
    public void Describe_OfSecrets_ShowsNoneOfThem()
    {
        var reply = Describe(Yaml, static query => query with { Values = true, Defaults = true });

        var all = string.Join('\n', reply.Values!.Lines.Select(static line => line.Text)) + reply.Values.Json;
        foreach (var secret in (string[])["s3cr3t-value", "123456789", "hunter2hunter2"])
        {
            all.ShouldNotContain(secret);
        }

        all.ShouldContain("API_TOKEN: \"***\"");
        all.ShouldContain("port: 5432");
        all.ShouldContain("x-kept: 1");
    }

    [Fact]
    public void Describe_WithDefaults_TellsWhatIsInheritedAndFromWhere()
    {
        var lines = Describe(Yaml, static query => query with { Values = true, Defaults = true }).Values!.Lines;

        Line(lines, "layers.unit.categories[1].timeout_seconds").ShouldBe(("        timeout_seconds: 40", "apex.yaml", 6));
        Line(lines, "layers.unit.categories[1].command").ShouldBe(("        command: run", "apex.yaml", 4));
        Line(lines, "layers.unit.categories[1].retries").ShouldBe(("        retries: 0", null, 0));
        Line(lines, "layers.unit.max_duration_minutes").ShouldBe(("    max_duration_minutes: 10", null, 0));
        Line(lines, "execution.max_parallel_categories").ShouldBe(("  max_parallel_categories: 8", null, 0));
    }

    [Theory]
    [InlineData("config/apex.yaml", "test")]
    [InlineData("config/examples/netra/apex.yaml", "staging")]
    public void Describe_OfShippedFiles_WritesYamlThatMeansTheSame(string file, string environment) => ReadsBack(RepositoryFolder.Read(file), environment);

    [Theory]
    [InlineData("\"a \\\"quoted\\\" \\\\ text\"")]
    [InlineData("'it''s'")]
    [InlineData("\"true\"")]
    [InlineData("\"12\"")]
    [InlineData("\"null\"")]
    [InlineData("\" leading and trailing \"")]
    [InlineData("\"tab\\there\"")]
    [InlineData("\"line\\r\\nend\"")]
    [InlineData("\"a\\nb\"")]
    [InlineData("\"a\\n\\n  b\\n\"")]
    [InlineData("\"a\\nb\\n\\n\"")]
    [InlineData("\"\\n a\"")]
    [InlineData("\" a\\nb\"")]
    [InlineData("\"bell\\u0007\"")]
    [InlineData("\"next\\u0085line \\u2028 \\uFEFF\"")]
    [InlineData("\"emoji 🚀\"")]
    [InlineData("\"# no comment: {}\"")]
    [InlineData("\"ends with :\"")]
    public void Describe_OfAnyText_WritesYamlThatMeansTheSame(string text) =>
        ReadsBack($"layers: {{a: {{categories: [{{name: a, command: x, custom_settings: {{k: {text}, \"odd key: 1\": [{text}, [], {{}}, [{text}]]}}}}]}}}}", "test");

    [Fact]
    public void Describe_OfABrokenFile_HasTheProblemsAndNoSummary()
    {
        var reply = Describe("layers: {a: {nmae: x}}");

        reply.Summary.ShouldBeNull();
        reply.Values.ShouldBeNull();
        reply.Problems.ShouldContain(static problem => problem.Code == "unknown_key" && problem.Line == 1);
    }

    [Fact]
    public void Describe_OfAnUnknownEnvironment_ListsThem() =>
        Describe(Yaml, static query => query with { Environment = "qa" }).Problems.ShouldHaveSingleItem().Message.ShouldContain("test, dev, staging, prod");

    private static void ReadsBack(string yaml, string environment)
    {
        var first = Describe(yaml, query => query with { Values = true, Environment = environment });
        first.Values.ShouldNotBeNull(PlanMaker.Show(first.Problems));

        var text = string.Concat(first.Values.Lines.Select(static line => $"{line.Text}{(line.Path is null ? "" : "  # origin")}\n"));
        var again = Describe(text, query => query with { Values = true, Environment = environment });

        again.Values.ShouldNotBeNull($"{PlanMaker.Show(again.Problems)}\n{text}").Json.ShouldBe(first.Values.Json);
    }

    private static (string Text, string? File, int Line) Line(List<EffectiveLine> lines, string path)
    {
        var line = lines.Single(line => line.Path == path);
        return (line.Text, line.File, line.Line);
    }

    private static ConfigurationReply Describe(string yaml, Func<ConfigurationQuery, ConfigurationQuery>? change = null, string? overlay = null)
    {
        var query = new ConfigurationQuery { Files = PlanMaker.Request(yaml, overlay).Files, ProjectFolder = "/project" };
        return new ConfigurationDescriber(new ModeCatalog(ModeCatalog.BuiltIn), new ParsedFiles(new YamlLimits(), TimeProvider.System)).Describe(change is null ? query : change(query));
    }
}
