using Apex.Cluster.Tests.Harness;

namespace Apex.Cluster.Tests;

/// <summary>A handful of the combinations of <c>fail_fast</c>, <c>execution_mode</c> and <c>--fail-fast</c> through the real program; all of them are in FailFastMatrixTests.</summary>
public sealed class FailFastTests(FailFastTests.SharedHome shared) : IClassFixture<FailFastTests.SharedHome>
{
    [Theory]
    [InlineData("disabled", "sequential", null, "bad=failed beside=passed later=passed next=passed")]
    [InlineData("immediate", "sequential", null, "bad=failed beside=skipped later=skipped next=skipped")]
    [InlineData("category", "hybrid", null, "bad=failed beside=cancelled later=skipped next=passed")]
    [InlineData("layer", "parallel", null, "bad=failed beside=passed later=passed next=skipped")]
    [InlineData("disabled", "sequential", "immediate", "bad=failed beside=skipped later=skipped next=skipped")]
    [InlineData("disabled", "sequential", "layer", "bad=failed beside=passed later=passed next=skipped")]
    [InlineData("immediate", "sequential", "disabled", "bad=failed beside=passed later=passed next=passed")]
    public async Task Run_OneFails_WhatRan(string failFast, string mode, string? flag, string seen)
    {
        var folder = Directory.CreateDirectory(Path.Combine(shared.Home.Root, $"{failFast}-{mode}-{flag}")).FullName;
        var file = Path.Combine(folder, "apex.yaml");
        // In a hybrid layer, bad fails once beside runs, and beside runs until it is stopped: no timing decides.
        var (bad, beside) = mode == "hybrid" ? ("until [ -e here ]; do sleep 0.1; done; exit 1", "touch here; exec sleep 600") : ("exit 1", "exit 0");
        await File.WriteAllTextAsync(
            file,
            $$"""
            layers:
              one:
                fail_fast: {{failFast}}
                execution_mode: {{mode}}
                categories:
                  - name: bad
                    command: {{bad}}
                  - name: beside
                    command: {{beside}}
                  - {name: later, command: exit 0, priority_order: 2}
              two:
                execution_mode: sequential
                categories: [{name: next, command: exit 0}]
            """,
            TestContext.Current.CancellationToken);

        var run = (await shared.Home.RunAsync(["run", "--config", file, "-o", "json", .. flag is null ? Array.Empty<string>() : ["--fail-fast", flag]])).ShouldExit(1);

        string.Join(' ', run.Json().Categories().Select(static category => $"{category.GetProperty("name").GetString()}={category.Verdict()}")).ShouldBe(seen);
    }

    public sealed class SharedHome : IAsyncDisposable
    {
        public ApexHome Home { get; } = new ApexHome().Set("APEX_SLOTS", "4");

        public ValueTask DisposeAsync() => Home.DisposeAsync();
    }
}
