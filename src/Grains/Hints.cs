namespace Apex;

/// <summary>Calls that nobody waits for: level-triggered parents repair their loss.</summary>
internal static class Hints
{
    public static void Send(Task call, Action<Exception> lost)
    {
        if (!call.IsCompletedSuccessfully)
        {
            _ = ObserveAsync(call, lost);
        }
    }

    private static async Task ObserveAsync(Task call, Action<Exception> lost)
    {
        try
        {
            await call;
        }
        catch (Exception error)
        {
            lost(error);
        }
    }
}
