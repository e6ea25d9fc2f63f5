using System.Text.Json;
using Apex.Cluster.Tests.Harness;

namespace Apex.Cluster.Tests;

/// <summary>Events that a host brings: how far a command is, and the tests of its report, through the real program.</summary>
public sealed class ProgressEventTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Watch_OfALongCommandWithAReport_SeesItsProgressAndItsTests()
    {
        await using var home = new ApexHome().Set("APEX_PROGRESS_SECONDS", "1");
        home.Configure("""
            layers:
              unit:
                categories:
                  - name: long
                    results: {format: junit}
                    command: |
                      echo working
                      until [ -e gate ]; do sleep 0.1; done
                      echo '<testsuite><testcase name="first" time="0.25"/><testcase name="second"><failure message="no"/></testcase></testsuite>' > "$APEX_RESULTS_DIR/r.xml"
                  - {name: plain, command: "true"}
            """);
        var id = await home.DetachAsync();

        using var watch = home.Start("watch", id, "-o", "jsonl");
        var errors = watch.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var events = new List<JsonElement>();
        while (await watch.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken) is { } line)
        {
            events.Add(JsonDocument.Parse(line).RootElement);
            if (Type(events[^1]) == "category_progress")
            {
                await File.WriteAllTextAsync(Path.Combine(home.Project, "gate"), "", TestContext.Current.CancellationToken); // until then the command runs
            }
        }

        var progress = events.First(static next => Type(next) == "category_progress").GetProperty("data");
        progress.GetProperty("elapsed_ms").GetInt64().ShouldBeGreaterThanOrEqualTo(1000, await errors);
        progress.GetProperty("log_bytes").GetInt64().ShouldBe("working\n".Length);
        events.Where(static next => Type(next) == "test_completed").Select(static next => (next.GetProperty("category").GetString(), Told(next)))
            .ShouldBe([("long", "first passed 250"), ("long", "second failed ")]);
        events.Select(static next => next.GetProperty("seq").GetInt32()).ShouldBe(Enumerable.Range(1, events.Count));
    }

    private static string? Type(JsonElement next) => next.GetProperty("type").GetString();

    private static string Told(JsonElement next) => next.GetProperty("data") is var data
        ? $"{data.GetProperty("test").GetString()} {data.GetProperty("status").GetString()} {data.GetProperty("duration_ms")}"
        : "";
}
