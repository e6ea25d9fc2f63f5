using Apex.Resources;
using Apex.Settings;

namespace Apex.Runner;

/// <summary>Samples the host's load every five seconds.</summary>
/// <param name="root">Process whose tree is Apex's own.</param>
/// <param name="thresholds">What is warned of.</param>
/// <param name="time">The clock.</param>
/// <param name="read">Reads the kernel's counters.</param>
internal sealed class LoadSampler(Func<int> root, ThresholdSettings thresholds, TimeProvider time, Func<int, LoadReading> read)
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private LoadReading? _before;
    private volatile HostLoad? _last;

    public LoadSampler(Func<int> root, ThresholdSettings thresholds, TimeProvider time)
        : this(root, thresholds, time, LoadReading.Take)
    {
    }

    /// <summary>As last sampled; null before the second reading.</summary>
    public HostLoad? Last => _last;

    /// <summary>Samples until cancelled.</summary>
    /// <param name="sampled">Called after each sample.</param>
    /// <param name="failed">Told of a sample that could not be taken.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Action<string> sampled, Action<Exception> failed, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                Sample();
                sampled(_last?.Pressure ?? LoadRules.None);
            }
            catch (Exception error) when (error is IOException or FormatException or UnauthorizedAccessException)
            {
                failed(error);
            }

            await Task.Delay(Interval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Sample()
    {
        var now = read(root());
        if (_before is { } before)
        {
            _last = LoadRules.Between(before, now, thresholds);
        }

        _before = now;
    }
}
