using Orleans.Storage;

namespace Apex.Persistence;

/// <summary>One state row of one grain: read when first needed, written whole, version-checked by storage.</summary>
/// <remarks>
/// Differs from <see cref="IPersistentState{TState}"/> in one point that the hot path needs: a grain that is known to be new
/// skips the read, and its first write is an insert that loses on conflict. A write that threw may have committed, so after
/// any error this object refuses to go on: the grain lets the exception escape, and its next activation reads again.
/// </remarks>
public sealed class DurableState<TState>(IGrainStorage storage, string stateName, GrainId grain)
    where TState : class, new()
{
    private readonly GrainState<TState> _row = new() { State = new TState() };
    private bool _loaded;
    private Exception? _broken;

    /// <summary>The committed value: a call that interleaves with a write does not see it early.</summary>
    public TState Value { get; private set; } = new();

    /// <summary>True if storage has a row.</summary>
    public bool Exists => _row.RecordExists;

    /// <summary>True if the last write or read failed: the activation must end.</summary>
    public bool IsBroken => _broken is not null;

    public async Task EnsureReadAsync()
    {
        if (_loaded)
        {
            return;
        }

        await storage.ReadStateAsync(stateName, grain, _row);
        Value = _row.State ??= new TState();
        _loaded = true;
    }

    /// <summary>Says that no row exists. If that is wrong, the first write fails and nothing is lost.</summary>
    public void AssumeNew() => _loaded = true;

    public async Task WriteAsync(TState next)
    {
        if (_broken is not null)
        {
            throw new InvalidOperationException($"{stateName} {grain}: an earlier write failed, its outcome is unknown", _broken);
        }

        _row.State = next;
        try
        {
            await storage.WriteStateAsync(stateName, grain, _row);
            Value = next;
        }
        catch (Exception error)
        {
            _broken = error;
            throw;
        }
    }
}
