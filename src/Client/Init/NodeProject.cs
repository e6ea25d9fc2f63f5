using System.Text.Json;

namespace Apex.Init;

/// <summary>Node.js: vitest or jest by the dependencies, else the test script.</summary>
internal static class NodeProject
{
    private const string File = "package.json";
    private const string NodeRunner = "node --test";
    private const string NodeReport = " --test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination=\"$APEX_RESULTS_DIR/junit.xml\"";

    public static IEnumerable<TestCommand> Find(string folder)
    {
        var path = Path.Combine(folder, File);
        if (!System.IO.File.Exists(path))
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(System.IO.File.ReadAllText(path), new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            return Of(document.RootElement) is { } command ? [command] : [];
        }
        catch (JsonException error)
        {
            throw new CliException("project_unreadable", ExitCode.Refused, $"{File} is not JSON: {error.Message}", error);
        }
    }

    private static TestCommand? Of(JsonElement package)
    {
        var script = Text(package, "scripts", "test");
        return package switch
        {
            _ when Has(package, "vitest") => new TestCommand { Name = "vitest", Command = "npx vitest run", FoundBy = $"{File}: vitest", Framework = "vitest", Report = "junit" },
            _ when Has(package, "jest") => Jest(Has(package, "jest-junit")),
            _ when script is null || script.Contains("no test specified", StringComparison.Ordinal) => null,
            _ when script.Trim() == NodeRunner => new TestCommand { Name = "node", Command = NodeRunner + NodeReport, FoundBy = $"{File}: scripts.test", Report = "junit" },
            _ => new TestCommand { Name = "npm", Command = "npm test", FoundBy = $"{File}: scripts.test" },
        };
    }

    private static TestCommand Jest(bool reports) => reports
        ? new TestCommand
        {
            Name = "jest",
            Command = "JEST_JUNIT_OUTPUT_DIR=\"$APEX_RESULTS_DIR\" npx jest --reporters=default --reporters=jest-junit",
            FoundBy = $"{File}: jest, jest-junit",
            Framework = "jest",
            Report = "junit",
        }
        : new TestCommand { Name = "jest", Command = "npx jest", FoundBy = $"{File}: jest (with jest-junit there would be counts)", Framework = "jest" };

    private static bool Has(JsonElement package, string name) =>
        Text(package, "dependencies", name) is not null || Text(package, "devDependencies", name) is not null;

    private static string? Text(JsonElement package, string section, string name) =>
        package.ValueKind == JsonValueKind.Object && package.TryGetProperty(section, out var map) && map.ValueKind == JsonValueKind.Object
        && map.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
