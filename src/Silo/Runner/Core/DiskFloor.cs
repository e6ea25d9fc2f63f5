namespace Apex.Runner;

/// <summary>Keeps new attempts away from a disk that is nearly full. Looks once a second at most.</summary>
internal sealed class DiskFloor(RunnerOptions options, RunnerClock clock)
{
    private const long LookEveryMs = 1000;

    private long _nextLookMs;
    private string? _problem;

    /// <summary>A sentence, or null while there is room.</summary>
    public string? Problem()
    {
        if (options.DiskFloorBytes <= 0)
        {
            return null;
        }

        var now = clock.NowMs;
        if (now >= _nextLookMs)
        {
            _nextLookMs = now + LookEveryMs;
            _problem = Look();
        }

        return _problem;
    }

    private string? Look()
    {
        try
        {
            var free = new DriveInfo(options.SpoolFolder).AvailableFreeSpace;
            return free >= options.DiskFloorBytes
                ? null
                : $"disk full: {free / 1048576} MiB free under {options.SpoolFolder}, {options.DiskFloorBytes / 1048576} MiB are needed; free some space";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"the spool {options.SpoolFolder} cannot be used: {error.Message}";
        }
    }
}
