using System.Diagnostics;
using System.Net;
using System.Reflection;
using System.Text.Json;
using Apex.Connection;

namespace Apex.Benchmarks;

/// <summary>A home and a project of its own, and a silo in it. Leaves nothing behind.</summary>
internal sealed class TestBed : IAsyncDisposable
{
    private static readonly string _program =
        Path.GetFullPath(typeof(TestBed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "ApexProgram").Value!);

    private readonly string _root = Directory.CreateTempSubdirectory("apex-bench-").FullName;

    private readonly int _slots;

    private TestBed(int slots) => _slots = slots;

    public int SiloPid { get; private set; }

    public int RunnerPid { get; private set; }

    private string Home => Path.Combine(_root, "home");

    public string Project => Path.Combine(_root, "project");

    /// <summary>A home without a silo.</summary>
    public static TestBed Make(int slots = 2)
    {
        var bed = new TestBed(slots);
        Directory.CreateDirectory(bed.Project);
        return bed;
    }

    public static async Task<TestBed> StartAsync(int slots = 2)
    {
        var bed = Make(slots);
        await bed.ApexAsync("server", "start");
        await bed.FindSiloAsync();
        return bed;
    }

    public async Task FindSiloAsync()
    {
        using var silo = await SiloAsync();
        SiloPid = silo.RootElement.GetProperty("pid").GetInt32();
        RunnerPid = silo.RootElement.GetProperty("runner_pid").GetInt32();
    }

    /// <summary>One Orleans client of the silo.</summary>
    public async Task<Region> ConnectAsync()
    {
        using var silo = await SiloAsync();
        var gateway = new IPEndPoint(IPAddress.Loopback, silo.RootElement.GetProperty("gateway_port").GetInt32());
        return new Region(await OrleansSession.ConnectAsync(new GatewayAddress(gateway, silo.RootElement.GetProperty("token").GetString()!, ApexRegion.Local), CancellationToken.None));
    }

    /// <summary>Kills the silo and waits until the runner's next one is ready.</summary>
    public async Task KillSiloAsync()
    {
        var old = SiloPid;
        using (var silo = Process.GetProcessById(old))
        {
            silo.Kill();
        }

        await ApexAsync("status"); // waits for it
        await FindSiloAsync();
        if (SiloPid == old)
        {
            throw new BenchmarkException("the silo that was killed still stands in silo.json");
        }
    }

    /// <summary>When the silo's process was started.</summary>
    public DateTimeOffset SiloStartedAt()
    {
        using var silo = Process.GetProcessById(SiloPid);
        return new DateTimeOffset(silo.StartTime);
    }

    public Task WriteAsync(string yaml) => File.WriteAllTextAsync(Path.Combine(Project, "apex.yaml"), yaml);

    /// <summary>Runs a configuration to its verdict, which must be passed for so many categories.</summary>
    /// <returns>Time of the whole command, and the execution's own.</returns>
    public async Task<(TimeSpan Command, TimeSpan Execution)> RunAsync(string yaml, int categories)
    {
        await WriteAsync(yaml);
        var (_, command) = await ApexAsync("run", "--progress", "silent");
        using var list = JsonDocument.Parse((await ApexAsync("list", "-o", "json")).Output);
        var id = list.RootElement.GetProperty("executions")[0].GetProperty("id").GetString()!;
        using var status = JsonDocument.Parse((await ApexAsync("status", id, "-o", "json")).Output);
        var passed = status.RootElement.GetProperty("layers").EnumerateArray()
            .SelectMany(layer => layer.GetProperty("categories").EnumerateArray())
            .Count(category => category.GetProperty("verdict").GetString() == "passed");
        return passed == categories
            ? (command, TimeSpan.FromMilliseconds(status.RootElement.GetProperty("duration_ms").GetInt64()))
            : throw new BenchmarkException($"{passed} of {categories} categories passed in {id}");
    }

    /// <summary>The same number of the same command, as many at a time.</summary>
    public async Task<TimeSpan> XargsAsync(int items) =>
        (await Command.RunAsync(new ProcessStartInfo("/bin/sh", ["-c", $"seq {items} | xargs -P{_slots} -n1 true"]))).Elapsed;

    public async ValueTask DisposeAsync()
    {
        try
        {
            await ApexAsync("server", "stop", "--force");
        }
        catch (BenchmarkException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
        }

        foreach (var pid in (int[])[RunnerPid, SiloPid])
        {
            if (pid > 0 && IsOurs(pid))
            {
                using var left = Process.GetProcessById(pid);
                left.Kill();
                await left.WaitForExitAsync();
            }
        }

        Directory.Delete(_root, recursive: true);
    }

    private bool IsOurs(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Contains(Home, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // it has ended
        }
    }

    private async Task<JsonDocument> SiloAsync() => JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Home, "silo.json")));

    public Task<(string Output, TimeSpan Elapsed)> ApexAsync(params string[] args)
    {
        var start = new ProcessStartInfo(_program, args) { WorkingDirectory = Project };
        foreach (var inherited in start.Environment.Keys.Where(key => key.StartsWith("APEX_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(inherited); // this may itself run under Apex
        }

        start.Environment["APEX_HOME"] = Home;
        start.Environment["APEX_SLOTS"] = $"{_slots}";
        start.Environment["APEX_CONFIGURATION_MAX_FILE_KB"] = "16384"; // W9's is 7 MiB
        start.Environment["APEX_CONFIGURATION_MAX_NODES"] = "5000000";
        start.Environment["APEX_CPU_WARNING_PERCENT"] = "100"; // others on the machine slow every contestant alike
        start.Environment["APEX_CPU_CRITICAL_PERCENT"] = "100";
        return Command.RunAsync(start);
    }
}
