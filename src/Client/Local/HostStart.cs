namespace Apex.Local;

/// <summary>Runs the host verb once, and once more if it went away without a silo to show.</summary>
internal sealed class HostStart(Func<IStartedProgram> start) : IDisposable
{
    private IStartedProgram? _current;
    private int _starts;

    /// <summary>What it said, if it ended with an error.</summary>
    public string? Failed => _current?.ExitCode is { } code and not 0 ? Explain(code) : null;

    public string Said => _current?.Said ?? "";

    /// <summary>Starts it if it was not; <paramref name="again"/> allows a second start after a first that ended well.</summary>
    public void Begin(bool again)
    {
        if (_starts == 0 || (again && _starts == 1 && _current?.ExitCode == 0))
        {
            _current?.Dispose();
            _current = start();
            _starts++;
        }
    }

    public void Dispose() => _current?.Dispose();

    private string Explain(int code) => Said.Length > 0 ? Said : $"its host process ended with exit code {code}";
}
