using Apex.Layers;
using Apex.Persistence;
using Microsoft.Extensions.Logging;
using Orleans.Placement;

namespace Apex.Categories;

/// <summary>Reads its row at most once, decides by <see cref="CategoryTransitions"/>, writes, answers.</summary>
[PreferLocalPlacement] // beside the agent that places it
[CollectionAgeLimit(Minutes = 2)] // those that ended are gone at once
public sealed partial class CategoryGrain : Grain, ICategoryGrain
{
    private readonly DurableRows _rows;
    private readonly GrainsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<CategoryGrain> _logger;
    private readonly DurableState<CategoryState> _row;

    public CategoryGrain(DurableRows rows, GrainsOptions options, TimeProvider time, ILogger<CategoryGrain> logger)
    {
        (_rows, _options, _time, _logger) = (rows, options, time, logger);
        _row = rows.Open<CategoryState>(StateNames.Category, this.GetGrainId());
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    public async Task<PlacementReply> PlaceAsync(PlacementRequest request)
    {
        if (request.IsNew)
        {
            _row.AssumeNew();
        }

        var (next, reply) = CategoryTransitions.Place(await ReadAsync(), request, Now);
        await WriteAsync(next, "place");
        if (reply.Refusal is { } refusal)
        {
            LogRefused(this.GetPrimaryKeyString(), request.Host, refusal);
            TellLayer(); // it asked for what its row forbids: it has missed something
        }

        return reply;
    }

    public async Task StartedAsync(AttemptStarted started) => await WriteAsync(CategoryTransitions.Started(await ReadAsync(), started), "started");

    // A hint as the one before it: the same crash points stand around it.
    public async Task ProgressAsync(AttemptProgress progress) => await WriteAsync(CategoryTransitions.Progress(await ReadAsync(), progress, Now), "started");

    public async Task<AdoptionReply> AdoptAsync(AdoptionRequest request)
    {
        var (next, reply) = CategoryTransitions.Adopt(await ReadAsync(), request, Now);
        await WriteAsync(next, "adopt");
        return reply;
    }

    public async Task<ReportReply> ReportAsync(AttemptReport report)
    {
        var (next, reply) = CategoryTransitions.Report(await ReadAsync(), report, RetryPolicy.Jitter(report.Id), _options.RetryUnit, Now);
        await WriteAsync(next, "report");
        return reply;
    }

    public async Task WithdrawAsync(AttemptId id, long epoch)
    {
        if (await WriteAsync(CategoryTransitions.Withdraw(await ReadAsync(), id, epoch, RetryPolicy.Jitter(id), _options.RetryUnit, Now), "withdraw"))
        {
            TellLayer();
        }
    }

    public async Task<OpenAttempt?> CancelAsync(string reason)
    {
        await WriteAsync(CategoryTransitions.Cancel(await ReadAsync(), reason, Now), "cancel");
        return _row.Value.OpenAttempt();
    }

    public async Task<CategorySnapshot> FailAsync(FailCategory request)
    {
        await WriteAsync(CategoryTransitions.Fail(await ReadAsync(), request, Now), "fail");
        return (await ReadAsync()).ToSnapshot();
    }

    public async Task<CategorySnapshot> GetAsync() => (await ReadAsync()).ToSnapshot();

    private async ValueTask<CategoryState> ReadAsync()
    {
        await _row.EnsureReadAsync();
        if (_row.Exists)
        {
            return _row.Value;
        }

        var (execution, layer, category) = ApexKeys.SplitCategory(this.GetPrimaryKeyString());
        return new CategoryState { ExecutionId = execution, Layer = layer, Category = category };
    }

    private async Task<bool> WriteAsync(CategoryState? next, string point)
    {
        if (next is null)
        {
            return false;
        }

        try
        {
            await _rows.WriteAsync(_row, next, point);
            if (next.IsTerminal)
            {
                DeactivateOnIdle(); // nobody may ask again, and a layer may have a hundred thousand of them
            }

            return true;
        }
        catch
        {
            DeactivateOnIdle(); // the write may have committed: the next activation reads what is true
            throw;
        }
    }

    private void TellLayer()
    {
        var state = _row.Value;
        var change = new CategoryChange { Category = state.ToSnapshot(), RetryAfterMs = state.RetryAfterMs(Now) };
        var layer = GrainFactory.GetGrain<ILayerGrain>(ApexKeys.Layer(state.ExecutionId, state.Layer));
        Hints.Send(layer.CategoriesChangedAsync(new CategoriesChanged { Changes = [change] }), LogHintLost);
    }
}
