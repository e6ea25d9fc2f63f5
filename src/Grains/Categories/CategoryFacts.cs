namespace Apex.Categories;

/// <summary>What a category's row says, read off it.</summary>
public static class CategoryFacts
{
    extension(CategoryState state)
    {
        public bool IsTerminal => state.State.IsTerminal();

        /// <summary>The attempt that has no report yet; there is at most one, the last.</summary>
        public AttemptSnapshot? Open => state.Attempts is [.., { Report: null } last] ? last : null;

        public AttemptReport? LastReport => state.Attempts.Count > 0 ? state.Attempts[^1].Report : null;
    }

    public static CategoryState With(this CategoryState state, AttemptSnapshot attempt) => state with
    {
        Attempts = [.. state.Attempts.Select(known => known.Number == attempt.Number ? attempt : known)],
    };

    public static AttemptId Id(this CategoryState state, int number) => new(state.ExecutionId, state.Layer, state.Category, number);

    public static OpenAttempt? OpenAttempt(this CategoryState state) => state.Open is { } open
        ? new OpenAttempt { Id = state.Id(open.Number), Epoch = open.Epoch, Host = open.Host }
        : null;

    public static CategorySnapshot ToSnapshot(this CategoryState state) => new()
    {
        Name = state.Category,
        State = state.State,
        Verdict = state.Verdict,
        StartedAt = state.Attempts.Count > 0 ? state.Attempts[0].StartedAt : null,
        FinishedAt = state.IsTerminal ? state.LastReport?.FinishedAt : null,
        Counts = state.LastReport?.Counts,
        Attempts = state.Attempts,
        Reason = state.Reason ?? state.LastReport?.Reason,
    };

    /// <summary>Milliseconds until the next attempt may be placed; 0 for at once or never.</summary>
    public static long RetryAfterMs(this CategoryState state, DateTimeOffset now) =>
        state.RetryAt is { } at && at > now ? (long)Math.Ceiling((at - now).TotalMilliseconds) : 0;
}
