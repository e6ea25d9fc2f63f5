using System.Text;
using Apex.Planning;
using Apex.Silo.Tests.Planning;
using Apex.Silo.Tests.Results;

namespace Apex.Silo.Tests.Configuration;

/// <summary>No text makes the planner throw, hang or grow.</summary>
[Collection(Alone.Name)]
public sealed class HostileTextTests
{
    /// <summary>Of this thread's CPU, which no neighbour can slow down. The promise is a second; what the machine is like gets ten.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static TheoryData<string, string> Hostile()
    {
        var many = string.Join('\n', Enumerable.Range(0, 9000).Select(static index => $"      - {{name: c{index}, depends_on: [x{index}, y{index}]}}"));
        var chain = string.Join('\n', Enumerable.Range(0, 5000).Select(static index => $"      - {{name: c{index}, depends_on: [c{(index + 1) % 5000}]}}"));
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var level = 1; level < 12; level++)
        {
            bomb.Append($"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 10))}]\n");
        }

        var merges = new StringBuilder("x-m0: &m0 {k: v}\n");
        for (var level = 1; level < 60; level++)
        {
            merges.Append($"x-m{level}: &m{level} {{<<: [*m{level - 1}, *m{level - 1}], k{level}: *m{level - 1}}}\n");
        }

        return new TheoryData<string, string>
        {
            { "too_deep", new string('[', 100_000) },
            { "too_deep", string.Concat(Enumerable.Repeat("{a: ", 100_000)) },
            { "too_deep", string.Concat(Enumerable.Repeat("- ", 100_000)) },
            { "too_deep", string.Concat(Enumerable.Repeat("? ", 100_000)) },
            { "too_many_nodes", bomb.ToString() },
            { "too_many_nodes", merges.ToString() },
            { "too_large", "layers: " + new string('x', 50 * 1024 * 1024) },
            { "too_many_nodes", "layers: [" + string.Concat(Enumerable.Repeat("a,", 400_000)) + "]" },
            { "long_key", "? " + new string('k', 500_000) + "\n: 1" },
            { "unknown_key", string.Concat(Enumerable.Range(0, 40_000).Select(static index => $"k{index}: 1\n")) },
            { "unknown_category", $"defaults: {{command: x}}\nlayers:\n  first:\n    categories:\n{many}" },
            { "cycle", $"defaults: {{command: x}}\nlayers:\n  first:\n    categories:\n{chain}" },
            { "syntax", "layers: \"" + new string('x', 900_000) },
            { "syntax", string.Concat(Enumerable.Repeat("a: b: ", 100_000)) },
            { "unknown_alias", "layers: [" + string.Concat(Enumerable.Repeat("*a,", 20_000)) + "]" },
            { "empty_file", string.Concat(Enumerable.Repeat("%X\n", 100_000)) },
            { "duplicate_key", "layers: {" + string.Concat(Enumerable.Repeat("a: 1,", 40_000)) + "}" },
        };
    }

    [Theory]
    [MemberData(nameof(Hostile), DisableDiscoveryEnumeration = true)]
    public void Plan_OfAHostileText_IsAnErrorInShortTime(string code, string yaml)
    {
        var before = ThreadCpu.Used();

        var reply = PlanMaker.Plan(yaml);

        reply.Plan.ShouldBeNull();
        reply.Problems.Select(static problem => problem.Code).ShouldContain(code);
        reply.Problems.Count.ShouldBeLessThanOrEqualTo(200);
        reply.Problems.Sum(static problem => problem.Message.Length + (problem.Source?.Length ?? 0)).ShouldBeLessThan(1024 * 1024);
        (ThreadCpu.Used() - before).ShouldBeLessThan(Limit);
    }

    [Fact]
    public void Plan_OfTenThousandCategories_IsQuick()
    {
        var categories = string.Concat(Enumerable.Range(0, 10_000).Select(static index => $"      - {{name: c{index}, command: \"true\"}}\n"));
        var before = ThreadCpu.Used();

        PlanMaker.Good($"layers:\n  first:\n    categories:\n{categories}").Layers[0].Categories.Count.ShouldBe(10_000);

        (ThreadCpu.Used() - before).ShouldBeLessThan(Limit);
    }

    [Fact]
    public void Plan_OfTwentyThousandMutatedFiles_NeverThrows()
    {
        var random = new Random(20261122);
        var planner = new Planner();
        var sources = new[] { RepositoryFolder.Read("config/apex.yaml"), RepositoryFolder.Read("config/examples/netra/apex.yaml"), Small }.Select(Encoding.UTF8.GetBytes).ToList();
        var (good, bad) = (0, 0);
        var (memory, longest) = (new List<long>(), TimeSpan.Zero);
        for (var round = 0; round < 20_000; round++)
        {
            // Small files mutate where it matters; the large ones take part now and then.
            var source = sources[round % 50 == 0 ? round / 50 % 2 : 2];
            var text = Encoding.UTF8.GetString(Mutation.Of(source, random, most: 2));

            var before = ThreadCpu.Used();
            var reply = planner.Plan(PlanMaker.Request(text, round % 7 == 0 ? Encoding.UTF8.GetString(Mutation.Of(sources[2], random, most: 2)) : null));

            longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, (ThreadCpu.Used() - before).Ticks));
            if (round % 2000 == 1999)
            {
                memory.Add(GC.GetTotalMemory(forceFullCollection: true));
            }

            reply.Problems.ShouldAllBe(static problem => problem.Message.Length < 5000);
            (reply.Plan is null).ShouldBe(reply.Problems.Exists(static problem => !problem.IsWarning));
            good += reply.Plan is null ? 0 : 1;
            bad += reply.Plan is null ? 1 : 0;
        }

        good.ShouldBeGreaterThan(500);
        bad.ShouldBeGreaterThan(5000);
        longest.ShouldBeLessThan(Limit);
        // Other tests run beside this one: the least that was seen in each half is its own.
        (memory[5..].Min() - memory[..5].Min()).ShouldBeLessThan(32L * 1024 * 1024);
    }

    /// <summary>CPU that this thread has used: ticks of 10 ms, user and system, from the kernel.</summary>
    private const string Small = """
        version: 1
        x-a: &a {timeout_seconds: 5}
        defaults: {command: "run {category}", env: {A: b}}
        layers:
          one:
            depends_on: []
            fail_fast: layer
            custom_config: {a: [1, 2.5, true, ~, "x"]}
            environment_overrides: {test: {priority: 2}}
            categories:
              - {<<: *a, name: first, critical: true}
              - name: second
                command: [go, test]
                depends_on: [first]
                env: {S: {value: v, secret: true}}
          two: {depends_on: [one], background: false, categories: [{name: third}]}
        """;
}
