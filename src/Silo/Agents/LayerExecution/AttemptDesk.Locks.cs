using Apex.Categories;
using Apex.Resources;

namespace Apex.Agents;

/// <summary>Named locks: an attempt has the rows of all of its locks before the runner hears of it.</summary>
public sealed partial class AttemptDesk
{
    /// <returns>Why the locks were not taken; null if they were.</returns>
    private async Task<string?> WhoHoldsLocksAsync(AttemptId id, long epoch, List<string> names)
    {
        try
        {
            var request = new TakeLocksRequest { Attempt = id, Epoch = epoch, Names = names };
            return await grains.GetGrain<ISchedulerGrain>(options.Region).TakeLocksAsync(request) is { } holder ? $"{holder} holds one of its locks" : null;
        }
        catch (Exception error)
        {
            Health.Fail(error);
            return $"its locks could not be taken: {error.Message}";
        }
    }

    /// <summary>It has an open row and nothing else. If this is lost, the layer asks for it again and the same attempt goes on.</summary>
    private async Task TakeBackAsync(AttemptId id, long epoch, string reason, string host)
    {
        LogNotPlaced(log, id.CategoryKey, reason);
        try
        {
            await grains.GetGrain<ICategoryGrain>(id.CategoryKey).WithdrawAsync(id, epoch);
        }
        catch (Exception error)
        {
            Health.Fail(error);
        }

        reporter.Release(host, id.CategoryKey);
    }
}
