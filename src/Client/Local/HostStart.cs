namespace Apex.Local;

/// <summary>Runs the host verb, and again if it went away without a silo to show: the runner that it found may just have been leaving.</summary>
internal sealed class HostStart(Func<IStartedProgram> start, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan _betweenStarts = TimeSpan.FromSeconds(2);
    private IStartedProgram? _current;
    private long _startedAt;

    /// <summary>What it said, if it ended with an error.</summary>
    public string? Failed => _current?.ExitCode is { } code and not 0 ? Explain(code) : null;

    /// <summary>Process that was started last; 0 before.</summary>
    public int Id => _current?.Id ?? 0;

    public string Said => _current?.Said ?? "";

    public void Begin()
    {
        if (_current is null || (_current.ExitCode == 0 && time.GetElapsedTime(_startedAt) > _betweenStarts))
        {
            _current?.Dispose();
            _startedAt = time.GetTimestamp();
            _current = start();
        }
    }

    public void Dispose() => _current?.Dispose();

    private string Explain(int code) => Said.Length > 0 ? Said : $"its host process ended with exit code {code}";
}
