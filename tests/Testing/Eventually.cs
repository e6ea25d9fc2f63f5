using System.Runtime.CompilerServices;

namespace Apex.Testing;

/// <summary>Waits for a fact that nobody announces; says what it waited for when it gives up. Where an event tells of it, wait for the event.</summary>
public static class Eventually
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _turn = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _shortTurn = TimeSpan.FromMilliseconds(1); // where a look moves things on, there may be many

    /// <param name="fact">What is to become so.</param>
    /// <param name="phase">Its name in the message.</param>
    /// <param name="between">Done before each further look.</param>
    /// <param name="seen">What there is instead, for the message.</param>
    public static Task IsAsync(Func<bool> fact, [CallerArgumentExpression(nameof(fact))] string phase = "", Action? between = null, Func<string>? seen = null) =>
        IsAsync(() => Task.FromResult(fact()), phase, between, seen);

    /// <inheritdoc cref="IsAsync(Func{bool}, string, Action?, Func{string}?)"/>
    public static async Task IsAsync(Func<Task<bool>> fact, [CallerArgumentExpression(nameof(fact))] string phase = "", Action? between = null, Func<string>? seen = null)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Xunit.TestContext.Current.CancellationToken);
        patience.CancelAfter(_patience);
        using var turn = new PeriodicTimer(between is null ? _turn : _shortTurn);
        while (!await fact())
        {
            between?.Invoke();
            try
            {
                await turn.WaitForNextTickAsync(patience.Token);
            }
            catch (OperationCanceledException late)
            {
                throw new TimeoutException($"waited {_patience} for: {phase}{(seen is null ? "" : $"; there is: {seen()}")}", late);
            }
        }
    }
}
