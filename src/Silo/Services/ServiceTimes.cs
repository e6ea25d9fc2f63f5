namespace Apex.Services;

/// <summary>How often and how long services are looked at. Tests shorten them.</summary>
public sealed record ServiceTimes
{
    /// <summary>First pause between two looks at a service that comes up; it doubles up to <see cref="LongestPause"/>.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Pause between two looks at a service in use.</summary>
    public TimeSpan HealthInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Looks that fail one after the other before a service in use is unhealthy.</summary>
    public int Misses { get; init; } = 3;

    /// <summary>How long one look over a socket may take.</summary>
    public TimeSpan SocketLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one look by a command may take.</summary>
    public TimeSpan ProbeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a stop command may take; then its processes are stopped.</summary>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Pause before a report that did not arrive is told again.</summary>
    public TimeSpan TellAgain { get; init; } = TimeSpan.FromSeconds(1);
}
