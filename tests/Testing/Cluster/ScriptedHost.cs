using System.Collections.Concurrent;
using System.Threading.Channels;
using Apex.Agents;
using Apex.Categories;
using Apex.Executions;
using Apex.Layers;
using Apex.Persistence;
using Apex.Resources;
using Apex.Results;
using Microsoft.Extensions.Hosting;

namespace Apex.Testing;

/// <summary>A host whose commands end by script: asks categories for attempts, reports, tells layer and scheduler, as the real agent does.</summary>
public sealed class ScriptedHost(Script script, IGrainFactory grains, IPlanStore plans, ILocalSiloDetails silo, GrainsOptions options, TimeProvider time)
    : BackgroundService, ILayerExecutionAgent
{
    private readonly Channel<(RunCategoriesRequest Request, CategoryTicket Ticket)> _work = Channel.CreateUnbounded<(RunCategoriesRequest, CategoryTicket)>();
    private readonly ConcurrentDictionary<string, AttemptReport?> _held = new();

    public string Host => $"host-{silo.Name}";

    public Task<AgentSnapshot> GetHealthAsync() => Task.FromResult(new AgentSnapshot { Name = "LayerExecutionAgent", Silo = silo.SiloAddress.ToString(), Status = AgentStatus.Healthy });

    public Task<string?> GetHostIdAsync() => Task.FromResult<string?>(Host);

    public Task RunAsync(RunCategoriesRequest request)
    {
        foreach (var ticket in request.Categories.Where(ticket => !script.DropRun(ticket.Category)))
        {
            _work.Writer.TryWrite((request, ticket));
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(StopAttemptsRequest request)
    {
        foreach (var attempt in request.Attempts)
        {
            if (_held.ContainsKey(attempt.Id.CategoryKey))
            {
                _ = Task.Run(() => EndAsync(attempt.Id, attempt.Epoch, ScriptedEnd.Of(request.Class)));
            }
        }

        return Task.CompletedTask;
    }

    public Task PutContextAsync(ExecutionContextRequest request)
    {
        script.Contexts.Enqueue(request.Execution);
        return Task.CompletedTask;
    }

    public Task<List<WaitingCategory>> ExplainAsync(string execution) => Task.FromResult(new List<WaitingCategory>());

    public Task DropContextAsync(string execution) => Task.CompletedTask;

    public Task<TestsPage> ReadTestsAsync(TestsQuery query) => Task.FromResult(new TestsPage { Exists = true, NextOffset = 1, End = true });

    public Task<LogPiece> ReadLogAsync(LogQuery query) => Task.FromResult(new LogPiece { Exists = true, Bytes = [1], NextOffset = 1, End = true });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200), time);
        var workers = Enumerable.Range(0, 8).Select(_ => WorkAsync(stoppingToken)).ToList();
        do
        {
            if (script.HostsSilent)
            {
                continue;
            }

            await IgnoreAsync(() => grains.GetGrain<ISchedulerGrain>(options.Region).ReportAsync(new HostReport
            {
                Host = Host,
                Silo = silo.SiloAddress,
                Slots = 2,
                MemoryMb = 16_384,
                CpuPercent = 200,
                Holds = [.. _held.Keys],
                Accepting = script.HostsAccept,
                Reason = script.HostsAccept ? null : "drains",
            }));
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
        await Task.WhenAll(workers);
    }

    private async Task WorkAsync(CancellationToken stop)
    {
        await foreach (var (request, ticket) in _work.Reader.ReadAllAsync(stop))
        {
            await IgnoreAsync(() => RunOneAsync(request, ticket));
        }
    }

    private async Task RunOneAsync(RunCategoriesRequest request, CategoryTicket ticket)
    {
        var (execution, layer) = ApexKeys.SplitLayer(request.LayerKey);
        var plan = (await plans.LoadAsync(request.PlanHash)).Layers.Single(candidate => candidate.Name == layer).Categories.Single(category => category.Name == ticket.Category);
        var key = ApexKeys.Category(execution, layer, ticket.Category);
        var reply = await grains.GetGrain<ICategoryGrain>(key).PlaceAsync(new PlacementRequest { Host = Host, PlanHash = request.PlanHash, IsNew = ticket.IsNew, Retry = plan.Retry });
        if (reply.Attempt == 0)
        {
            await grains.GetGrain<ISchedulerGrain>(options.Region).ReleasedAsync(Host, [key]);
            return;
        }

        var id = new AttemptId(execution, layer, ticket.Category, reply.Attempt);
        if (plan.Locks.Count > 0
            && await grains.GetGrain<ISchedulerGrain>(options.Region).TakeLocksAsync(new TakeLocksRequest { Attempt = id, Epoch = reply.Epoch, Names = plan.Locks }) is not null)
        {
            await grains.GetGrain<ICategoryGrain>(key).WithdrawAsync(id, reply.Epoch);
            await grains.GetGrain<ISchedulerGrain>(options.Region).ReleasedAsync(Host, [key]);
            return;
        }

        script.Placed.Enqueue((id, reply.Epoch, Host));
        _held[key] = null;
        var end = script.End(id);
        if (end.Verdict == Verdict.None)
        {
            await grains.GetGrain<ICategoryGrain>(key).StartedAsync(new AttemptStarted { Id = id, Epoch = reply.Epoch, StartedAt = time.GetUtcNow() });
            return;
        }

        await EndAsync(id, reply.Epoch, end);
    }

    public async Task EndAsync(AttemptId id, long epoch, ScriptedEnd end)
    {
        var report = end.ToReport(id, epoch, Host, time.GetUtcNow());
        ReportReply reply;
        do
        {
            reply = await ReportUntilRecordedAsync(report);
            end = end with { Reports = end.Reports - 1 };
        }
        while (end.Reports > 0);
        _held.TryRemove(id.CategoryKey, out _);
        if (!script.DropCategoryHints)
        {
            await grains.GetGrain<ILayerGrain>(ApexKeys.Layer(id.Execution, id.Layer)).CategoriesChangedAsync(
                new CategoriesChanged { Changes = [new CategoryChange { Category = reply.Category, RetryAfterMs = reply.RetryAfterMs }] });
        }

        await grains.GetGrain<ISchedulerGrain>(options.Region).ReleasedAsync(Host, [id.CategoryKey]);
    }

    /// <summary>As the real agent: again after an error, and under a new term when the old one is refused.</summary>
    private async Task<ReportReply> ReportUntilRecordedAsync(AttemptReport report)
    {
        var category = grains.GetGrain<ICategoryGrain>(report.Id.CategoryKey);
        for (var tries = 1; ; tries++)
        {
            try
            {
                var reply = await category.ReportAsync(report);
                if (reply.Outcome != ReportOutcome.Refused || tries > 5)
                {
                    return reply;
                }

                var adopted = await category.AdoptAsync(new AdoptionRequest { Id = report.Id, Epoch = report.Epoch, Host = Host, StartedAt = report.StartedAt });
                report = report with { Epoch = adopted.Epoch };
            }
            catch (Exception error) when (tries <= 5 && error is not OutOfMemoryException)
            {
                await Console.Error.WriteLineAsync($"scripted host reports again: {error.Message}");
            }
        }
    }

    /// <summary>A scripted host is as forgetful as a real one whose silo dies: what fails is repaired by the grains, or the test fails.</summary>
    private static async Task IgnoreAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            await Console.Error.WriteLineAsync($"scripted host: {error.Message}");
        }
    }
}
