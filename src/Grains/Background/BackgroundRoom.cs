using Apex.Resources;

namespace Apex.Background;

/// <summary>Whether a task may have its turn now, and the reason of the closed list that says why not. Pure.</summary>
/// <param name="Reason">For machines; null if it may.</param>
/// <param name="Message">For people; null if it may.</param>
public sealed record BackgroundRoom(string? Reason, string? Message)
{
    public static readonly BackgroundRoom Free = new(null, null);

    /// <param name="running">Tasks that run.</param>
    /// <param name="cap">How many may.</param>
    /// <param name="bar">Why the region begins nothing; null if it does.</param>
    /// <param name="drains">True if that is because it drains.</param>
    /// <param name="hosts">What hosts say; those that are full of attempts have no room for the background.</param>
    public static BackgroundRoom Of(int running, int cap, string? bar, bool drains, IReadOnlyList<HostReport> hosts)
    {
        if (bar is not null)
        {
            return new(drains ? "drain" : "agent_down", bar);
        }

        if (running >= cap)
        {
            return new("background_cap", $"{running} background tasks run, {cap} may at once");
        }

        if (!hosts.Any(static host => host.Accepting))
        {
            return new("agent_down", hosts.Count == 0 ? "no host has reported yet" : hosts[0].Reason ?? "no host takes commands now");
        }

        return hosts.Any(static host => host.Accepting && host.Holds.Count < host.Slots) ? Free : new("priority", "foreground work fills every slot, and goes first");
    }
}
