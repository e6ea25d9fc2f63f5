namespace Apex.Categories;

/// <summary>The truth about one category of one execution: its attempts, who owns them, what they came to. Key: <see cref="ApexKeys.Category"/>.</summary>
/// <remarks>Every method that answers has written first. Every method may be repeated.</remarks>
[Alias("apex.ICategoryGrain")]
public interface ICategoryGrain : IGrainWithStringKey
{
    /// <summary>Gives the category's next attempt to a host, or names the open one if that host already has it.</summary>
    /// <returns>The ticket to run under, or why nothing is to be run (completed, cancelled, open on another host).</returns>
    [Alias("Place")]
    Task<PlacementReply> PlaceAsync(PlacementRequest request);

    /// <summary>Records that the command of an attempt runs. A hint for people; refused below the highest epoch.</summary>
    [Alias("Started")]
    Task StartedAsync(AttemptStarted started);

    /// <summary>Tells how far a running attempt is. May be lost; refused below the highest epoch.</summary>
    [Alias("Progress")]
    Task ProgressAsync(AttemptProgress progress);

    /// <summary>Asks for a running attempt on behalf of a silo that found it in its host's inventory.</summary>
    /// <returns>A higher epoch to go on under, or the order to stop it.</returns>
    [Alias("Adopt")]
    Task<AdoptionReply> AdoptAsync(AdoptionRequest request);

    /// <summary>Records the end of an attempt, once. A different report for a recorded attempt is kept as a late result.</summary>
    [Alias("Report")]
    Task<ReportReply> ReportAsync(AttemptReport report);

    /// <summary>Takes back a placed attempt that was never started: no attempt in the counts.</summary>
    [Alias("Withdraw")]
    Task WithdrawAsync(AttemptId id, long epoch);

    /// <summary>Ends the category on request. An attempt that runs is ended by its host; its report completes the category.</summary>
    /// <returns>The open attempt and its host, or null if nothing ran.</returns>
    [Alias("Cancel")]
    Task<OpenAttempt?> CancelAsync(string reason);

    /// <summary>Ends the category without a further attempt, as <see cref="Verdict.Error"/>: what it requires is not there. Harmless while an attempt is open or when it has ended.</summary>
    /// <returns>The category as it stands.</returns>
    [Alias("Fail")]
    Task<CategorySnapshot> FailAsync(FailCategory request);

    /// <summary>The category as it stands.</summary>
    [Alias("Get")]
    Task<CategorySnapshot> GetAsync();
}
