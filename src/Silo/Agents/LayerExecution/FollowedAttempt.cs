using Apex.Categories;
using Apex.Planning;

namespace Apex.Agents;

/// <summary>An attempt that this silo is responsible for on its host, from its placement to the acknowledged report.</summary>
public sealed class FollowedAttempt(AttemptId id, long epoch, string planHash, CategoryPlan category, string projectFolder)
{
    private long _epoch = epoch;

    public AttemptId Id => id;

    public string PlanHash => planHash;

    public CategoryPlan Category => category;

    public string ProjectFolder => projectFolder;

    /// <summary>Highest term that the category granted to this silo.</summary>
    public long Epoch => Interlocked.Read(ref _epoch);

    /// <summary>Raises the term; a lower one is ignored.</summary>
    public void RaiseEpoch(long epoch)
    {
        long seen;
        while (epoch > (seen = Interlocked.Read(ref _epoch)) && Interlocked.CompareExchange(ref _epoch, epoch, seen) != seen)
        {
            // another thread changed it between the two reads: look again
        }
    }

    /// <summary>When its command was started; null before.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>True once its end is being reported: a late "started" is not sent any more.</summary>
    public bool Ending { get; set; }
}
