using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Apex.Persistence;

/// <summary>Opens a grain's row and writes it the one way that every grain writes: the row, then the signal that it has events.</summary>
public sealed class DurableRows([FromKeyedServices(StateNames.Storage)] IGrainStorage storage, IEventSignal signal, ICrashPoints crash)
{
    public DurableState<TState> Open<TState>(string stateName, GrainId grain)
        where TState : class, IDurableRecord, new() => new(storage, stateName, grain);

    /// <param name="row">The row to write.</param>
    /// <param name="next">Its next value.</param>
    /// <param name="point">Name of the crash points before and after the write.</param>
    public async Task WriteAsync<TState>(DurableState<TState> row, TState next, string point)
        where TState : class, IDurableRecord, new()
    {
        crash.Hit($"{point}.before_write");
        await row.WriteAsync(next);
        crash.Hit($"{point}.after_write");
        if (next.Outbox.Count > 0)
        {
            signal.Appended(next.ExecutionId);
        }
    }
}
