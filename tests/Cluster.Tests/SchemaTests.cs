using Apex.Cluster.Tests.Harness;

namespace Apex.Cluster.Tests;

/// <summary>The schema for editors, judged by a real JSON-schema checker (Debian's python3-jsonschema): what ships is valid, what is wrong is not.</summary>
public sealed class SchemaTests : IDisposable
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Exit 0: valid; 1: not valid.</summary>
    private const string Checker = """
        import json, sys, yaml, jsonschema
        schema = json.load(open(sys.argv[1]))
        jsonschema.Draft7Validator.check_schema(schema)
        errors = list(jsonschema.Draft7Validator(schema).iter_errors(yaml.safe_load(open(sys.argv[2]))))
        for error in errors: print("/".join(map(str, error.absolute_path)), error.message)
        sys.exit(1 if errors else 0)
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("apex-schema-").FullName;

    public static TheoryData<string> Shipped =>
        [.. Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Path, "config"), "apex.yaml", SearchOption.AllDirectories).Select(static file => Path.GetRelativePath(RepositoryFolder.Path, file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Shipped))]
    public async Task Schema_OfAShippedFile_AcceptsIt(string file) => (await CheckAsync(Path.Combine(RepositoryFolder.Path, file))).ShouldExit(0);

    [Fact]
    public async Task Schema_OfEveryKindOfValue_AcceptsIt() => (await CheckTextAsync("""
        version: 1
        x-anchor: &anchor {anything: [1, 2]}
        project: all
        defaults: {command: [dotnet, test, 1, true], env: {A: text, B: 1, C: true, D: ~, E: {value: secret, secret: true}}}
        execution: {max_memory_mb: ~, max_parallel_categories: 4}
        layers:
          empty:
          unit:
            x-note: *anchor
            execution_mode: hybrid
            fail_fast: layer
            conflicts_with: ~
            success_criteria: {min_pass_rate: 0.95}
            custom_config: {free: [form, {a: 1}]}
            environment_overrides: {production: {max_duration_minutes: 3, categories: [{name: a, timeout_seconds: 5}]}}
            categories:
              - {name: a, command: x, retry_on: [test, oom], results: {format: junit, path: "*.xml"}, requires: [real_llm, db], locks: ["db:main"]}
        services: {db: {probe: {tcp: "localhost:5432"}, remedy: [start it]}}
        modes: {mine: {layers: [unit], fail_fast: ~, background: false}}
        background: {retries: 0}
        """)).ShouldExit(0);

    [Theory]
    [InlineData("layers: {a: {nmae: x}}")]
    [InlineData("version: 2\nlayers: {}")]
    [InlineData("project: no layers")]
    [InlineData("layers: {Upper: {}}")]
    [InlineData("layers: {a: {max_duration_minutes: 0}}")]
    [InlineData("layers: {a: {max_duration_minutes: \"ten\"}}")]
    [InlineData("layers: {a: {fail_fast: sometimes}}")]
    [InlineData("layers: {a: {background: \"yes\"}}")]
    [InlineData("layers: {a: {success_criteria: {min_pass_rate: 1.5}}}")]
    [InlineData("layers: {a: {categories: [{command: x}]}}")]
    [InlineData("layers: {a: {categories: [{name: a, command: []}]}}")]
    [InlineData("layers: {a: {categories: [{name: a, env: {\"1X\": y}}]}}")]
    [InlineData("layers: {a: {categories: [{name: a, retry_on: [everything]}]}}")]
    [InlineData("layers: {a: {environment_overrides: {qa: {}}}}")]
    [InlineData("layers: []")]
    [InlineData("services: {db: {start: x}}\nlayers: {}")]
    public async Task Schema_OfAMistake_RefusesIt(string yaml) => (await CheckTextAsync(yaml)).ShouldExit(1);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<CommandResult> CheckTextAsync(string yaml)
    {
        var file = Path.Combine(_folder, "apex.yaml");
        File.WriteAllText(file, yaml);
        return CheckAsync(file);
    }

    private async Task<CommandResult> CheckAsync(string file)
    {
        await Tool.RequireAsync(Python, "-c", "import jsonschema, yaml");
        var checker = Path.Combine(_folder, "check.py");
        await File.WriteAllTextAsync(checker, Checker, TestContext.Current.CancellationToken);
        return await Tool.RunAsync(_folder, Python, checker, Path.Combine(RepositoryFolder.Path, "config", "schema", "apex.schema.json"), file);
    }
}
