using System.Globalization;
using System.Text;
using System.Text.Json;
using Apex.Cluster.Tests.Harness;
using Apex.Testing;

namespace Apex.Cluster.Tests;

/// <summary>Reservations, locks, turns and their reasons, on one silo with two slots.</summary>
public sealed class SchedulingTests(SchedulingTests.Silo silo) : IClassFixture<SchedulingTests.Silo>
{
    private const int Slots = 2;
    private const int LayerMemory = 900;
    private const int EnforcedMemory = 64;
    private readonly ApexHome _home = silo.Home;

    [Fact]
    public async Task Run_TwoHundredWithRandomNeeds_NeverReservesMoreThanAllowed()
    {
        var random = new Random(4711);
        var names = Enumerable.Range(0, 200).Select(number => $"c{number:000}").ToList();
        var id = await _home.DetachAsync("--config", Write("random", RandomProject(names, random)));

        var lines = await EventsAsync(id);

        (await _home.StatusAsync(id)).Verdict().ShouldBe("passed");
        var cpu = Environment.ProcessorCount * 100;
        var limits = new ReservationLimits
        {
            Slots = Slots,
            MemoryMb = int.MaxValue,
            CpuPercent = cpu,
            Layers = new Dictionary<string, LayerReservations> { ["one"] = new(2, LayerMemory, cpu * 60 / 100), ["two"] = new(2, LayerMemory, cpu * 60 / 100) },
            Categories = names,
            EnforcedMemoryMb = names.Where(IsLimited).ToDictionary(static name => name, static _ => EnforcedMemory),
        };
        ReservationChecker.Check(lines, limits).ShouldBeEmpty();
        Peaks(lines).Keys.ShouldBeSubsetOf(names);
        Peaks(lines).Where(peak => IsLimited(peak.Key)).ShouldAllBe(static peak => peak.Value >= 20, "each of them has 20 MiB in its hands");
        lines.Count(line => line.Contains("\"resource_allocated\"", StringComparison.Ordinal)).ShouldBe(200);
    }

    [Fact]
    public async Task Run_OneProjectQueuesFiveHundred_AnotherStartsWithinTwoTurnovers()
    {
        var many = await _home.DetachAsync("--config", Write("many", Projects.Many(500, "echo MANY >> $WITNESS; sleep 1", 64)));
        await ApexHome.UntilAsync(() => _home.WitnessCount("MANY") > Slots, "the first project to fill the host");

        var one = await _home.DetachAsync("--config", Write("one", Projects.Single("exit 0")));

        var mine = await TimesAsync(one);
        (await _home.RunAsync("cancel", many)).ShouldExit(0);
        var others = await TimesAsync(many);
        var between = others.Started.Count(at => at > mine.Queued[0] && at < mine.Started[0]);
        between.ShouldBeLessThanOrEqualTo(2 * Slots, "starts of the first project while the second waited");
        others.Started.Max().ShouldBeGreaterThan(mine.Started[0], "the first project had not simply ended");
    }

    [Fact]
    public async Task Why_OfWhatWaits_SaysWhoHoldsTheLockAndWhatComesFirst()
    {
        var gate = Path.Combine(_home.Root, "why-gate");
        var id = await _home.DetachAsync("--config", Write("why", $"""
            project: why
            layers:
              one:
                categories:
                  - name: holder
                    command: until [ -e '{gate}' ]; do sleep 0.05; done
                    locks: [db]
                  - name: waiter
                    command: exit 0
                    locks: [db]
                  - name: dependent
                    command: exit 0
                    depends_on: [holder]
              two:
                depends_on: [one]
                categories: [{"{"}name: later, command: exit 0{"}"}]
            """));
        await ApexHome.UntilAsync(() => Why(id).Any(wait => wait.Detail.Contains($"held by {id}/one/holder#1", StringComparison.Ordinal)), "the lock to be held");

        var waits = Why(id);
        var text = (await _home.RunAsync("why", id, "waiter")).ShouldExit(0).Output;
        var unknown = await _home.RunAsync("why", id, "nosuch");
        File.WriteAllText(gate, "");

        waits.Select(wait => (wait.Category, wait.Reason)).ShouldBe([("waiter", "lock"), ("dependent", "dependency"), (null, "dependency"), ("later", "dependency")], ignoreOrder: true);
        text.ShouldContain("lock 'db'");
        unknown.ShouldExit(2).Errors.ShouldContain("has no category 'nosuch'");
        (await _home.EndedAsync(id)).Verdict().ShouldBe("passed");
        (await _home.RunAsync("why", id)).ShouldExit(0).Output.ShouldContain("nothing waits");
    }

    [Fact]
    public async Task Run_LargerThanAnyHost_FailsAndNamesCategoryAndResource()
    {
        var file = Write("large", "project: large\nlayers: {one: {categories: [{name: big, command: exit 0, resources: {memory_mb: 1000000}}]}}");

        var run = await _home.RunAsync("run", "--config", file);

        run.ShouldExit(3).Output.ShouldContain("category 'big' reserves 1000000 MiB of memory (resources.memory_mb), the largest host has");
    }

    /// <summary>Every tenth has a memory limit, and uses a third of it.</summary>
    private static bool IsLimited(string category) => category.EndsWith('3');

    private static Dictionary<string, int> Peaks(IEnumerable<string> lines) => lines
        .Select(static line => JsonDocument.Parse(line).RootElement)
        .Where(static next => next.GetProperty("type").GetString() == "attempt_finished" && next.GetProperty("data").GetProperty("peak_memory_mb").ValueKind == JsonValueKind.Number)
        .ToDictionary(static next => next.GetProperty("category").GetString()!, static next => next.GetProperty("data").GetProperty("peak_memory_mb").GetInt32());

    private static string RandomProject(List<string> names, Random random)
    {
        var text = new StringBuilder("project: random\nexecution: {max_parallel_categories: 8}\nlayers:\n");
        foreach (var (layer, index) in new[] { "one", "two" }.Select((layer, index) => (layer, index)))
        {
            text.Append(CultureInfo.InvariantCulture, $"  {layer}:\n    resource_limits: {{max_memory_mb: {LayerMemory}, max_cpu_percent: 60, max_parallel_instances: 2}}\n    categories:\n");
            foreach (var name in names.Where((_, number) => number % 2 == index))
            {
                var locks = string.Join(", ", new[] { "a", "b", "c" }.Where(_ => random.Next(4) == 0));
                var (use, limit) = IsLimited(name) ? ("dd if=/dev/zero of=/dev/null bs=20M count=1 status=none; ", $"limits: {{memory_mb: {EnforcedMemory}}}, ") : ("", "");
                text.Append(CultureInfo.InvariantCulture, $"      - {{name: {name}, command: \"{use}sleep 0.{random.Next(100):000}\", locks: [{locks}], {limit}");
                text.Append(CultureInfo.InvariantCulture, $"resources: {{memory_mb: {random.Next(130, 700)}, cpu_percent: {random.Next(1, 60 * Environment.ProcessorCount)}, dedicated: {(random.Next(20) == 0 ? "true" : "false")}}}}}\n");
            }
        }

        return text.ToString();
    }

    private string Write(string project, string yaml)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_home.Root, project)).FullName;
        var file = Path.Combine(folder, "apex.yaml");
        File.WriteAllText(file, yaml.Replace("project: many", $"project: {project}", StringComparison.Ordinal));
        return file;
    }

    private async Task<List<string>> EventsAsync(string id) =>
        [.. (await _home.RunAsync("watch", id, "-o", "jsonl")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    private async Task<(List<DateTimeOffset> Queued, List<DateTimeOffset> Started)> TimesAsync(string id)
    {
        var events = (await EventsAsync(id)).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        List<DateTimeOffset> Of(string type) => [.. events.Where(next => next.GetProperty("type").GetString() == type).Select(next => next.GetProperty("timestamp").GetDateTimeOffset())];
        return (Of("category_queued"), Of("attempt_started"));
    }

    private List<(string? Category, string Reason, string Detail)> Why(string id) =>
        [.. _home.RunAsync("why", id, "-o", "json").GetAwaiter().GetResult().ShouldExit(0).Json().GetProperty("waiting").EnumerateArray()
            .Select(wait => (wait.GetProperty("category").GetString(), wait.GetProperty("reason").GetString()!, wait.GetProperty("detail").GetString()!))];

    /// <summary>One home for all tests of the class.</summary>
    public sealed class Silo : IAsyncLifetime
    {
        public ApexHome Home { get; } = new ApexHome().Set("APEX_SLOTS", $"{Slots}");

        public async ValueTask InitializeAsync() => (await Home.RunAsync("server", "start")).ShouldExit(0);

        public ValueTask DisposeAsync() => Home.DisposeAsync();
    }
}
