using System.Text.Json;
using Apex.Cluster.Tests.Harness;

namespace Apex.Cluster.Tests.Fields;

/// <summary>All rows that need the real program, in one home with one silo: side by side, a few at a time; those that must be alone afterwards.</summary>
public sealed class FieldRuns : IAsyncLifetime
{
    private const int AtOnce = 8;

    private readonly ApexHome _home = new ApexHome().Set("APEX_SLOTS", "24").Set("APEX_TEST_MINUTE_MS", "6000");
    private readonly SemaphoreSlim _room = new(AtOnce, AtOnce);
    private readonly Dictionary<string, Task<(string With, string Without)>> _seen = [];

    public async ValueTask InitializeAsync()
    {
        (await _home.RunAsync("server", "start")).ShouldExit(0);
        foreach (var row in FieldTable.Rows.Where(static row => row is ShownRow or RealRow { Alone: false }))
        {
            _seen[row.Field] = BothAsync(row);
        }

        var others = Task.WhenAll(_seen.Values);
        foreach (var row in FieldTable.Rows.OfType<RealRow>().Where(static row => row.Alone))
        {
            _seen[row.Field] = AfterAsync(others, row);
        }
    }

    /// <summary>What was seen with the field and without it.</summary>
    public Task<(string With, string Without)> SeenAsync(string field) => _seen[field];

    public async ValueTask DisposeAsync()
    {
        await ((Task)Task.WhenAll(_seen.Values)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _home.DisposeAsync();
        _room.Dispose();
    }

    private async Task<(string With, string Without)> BothAsync(FieldRow row)
    {
        // What a refusal is compared with is a plan; it needs no run.
        var both = await Task.WhenAll(SeeAsync(row, row.RunWith, "with"), SeeAsync(row, row.RunWithout, "without"));
        return (both[0], both[1]);
    }

    private async Task<(string With, string Without)> AfterAsync(Task others, RealRow row)
    {
        await others.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return (await SeeAsync(row, row.RunWith, "with"), await SeeAsync(row, row.RunWithout, "without"));
    }

    private async Task<string> SeeAsync(FieldRow row, string yaml, string name)
    {
        var folder = Path.Combine(_home.Root, row.Field.Replace('<', '_').Replace('>', '_'), name);
        Directory.CreateDirectory(Path.Combine(folder, "sub"));
        var file = Path.Combine(folder, "apex.yaml");
        await File.WriteAllTextAsync(file, yaml);
        var real = row as RealRow;
        await _room.WaitAsync();
        try
        {
            if (row is ShownRow shown)
            {
                var document = (await _home.RunAsync(shown.Verb, "--config", file, "-o", "json")).ShouldExit(0).Json();
                return shown.Value(document).GetString() ?? "";
            }

            var seen = await Task.WhenAll(Enumerable.Range(0, real?.Runs ?? 1).Select(_ => RunAsync(file, real)));
            return string.Join(", ", seen);
        }
        finally
        {
            _room.Release();
        }
    }

    private async Task<string> RunAsync(string file, RealRow? row)
    {
        var run = await _home.RunAsync(["run", "--config", file, "-o", "json", .. row?.Args ?? []]);
        if (run.ExitCode == 2)
        {
            return row is null ? $"2 {run.Errors}" : "2";
        }

        if (run.Output.Length == 0)
        {
            throw new InvalidOperationException($"exit {run.ExitCode}: {run.Errors}");
        }

        var status = run.Json();
        return row?.Seen is { } see ? await see(_home, status) : $"{run.ExitCode} {Verdicts(status)}";
    }

    private static string Verdicts(JsonElement status) => string.Join(' ', status.Categories()
        .Select(static category => $"{category.GetProperty("name").GetString()}={category.Verdict()}")
        .Order(StringComparer.Ordinal));
}
