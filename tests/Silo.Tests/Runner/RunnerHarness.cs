using Apex.Categories;
using Apex.Persistence;

namespace Apex.Runner;

/// <summary>A runner in this process, on folders of its own.</summary>
internal sealed class RunnerHarness : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(300);

    /// <summary>A limit that no attempt of a test meets, however busy the machine is; the test's own patience ends first.</summary>
    public const long NoLimitMs = 3_600_000;

    private readonly Func<RunnerOptions, RunnerOptions> _change;
    private readonly List<RunnerEvent> _seen = [];
    private int _count;

    public RunnerHarness(Func<RunnerOptions, RunnerOptions>? change = null, ICrashPoints? crash = null)
    {
        _change = change ?? (options => options);
        Root = Directory.CreateTempSubdirectory("apex-runner-").FullName;
        Options = _change(new RunnerOptions
        {
            StateFolder = Path.Combine(Root, "runner"),
            SpoolFolder = Path.Combine(Root, "spool"),
            ContextFolder = Path.Combine(Root, "contexts"),
            Slots = 2,
            CpuPercent = 100_000,
            InterruptGrace = TimeSpan.FromMilliseconds(300),
            TerminateGrace = TimeSpan.FromMilliseconds(300),
            LeftoverGrace = TimeSpan.FromMilliseconds(300),
        });
        Core = new RunnerCore(Options, crashPoints: crash);
        Link = InProcessRunnerLink.To(Core);
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public string Root { get; }

    public RunnerOptions Options { get; }

    public RunnerCore Core { get; private set; }

    public InProcessRunnerLink Link { get; private set; }

    public string FileFor(string name) => Path.Combine(Root, name);

    public AttemptSpec Shell(string script) => Spec("/bin/sh", "-c", script);

    public AttemptSpec Spec(params string[] command) => new()
    {
        Id = new AttemptId("exec", "layer", $"cat{++_count}", 1),
        Epoch = 1,
        Command = command,
        WorkingDirectory = Root,
        Environment = new Dictionary<string, string>(),
        TimeoutMs = NoLimitMs,
        BudgetMs = NoLimitMs,
        IssuedAt = TimeProvider.System.GetUtcNow(),
    };

    public Task PlaceAsync(params AttemptSpec[] specs) => Link.PlaceAsync(specs, Token);

    public async Task<AttemptEnd> RunAsync(AttemptSpec spec)
    {
        await PlaceAsync(spec);
        return await EndOfAsync(spec.Id);
    }

    public async Task<AttemptEnd> EndOfAsync(AttemptId id) => (await SeeAsync<AttemptEnded>(told => told.End.Id == id)).End;

    public Task<AttemptBegan> BeginOfAsync(AttemptId id) => SeeAsync<AttemptBegan>(told => told.Id == id);

    public Task<AttemptRefused> RefusalOfAsync(AttemptId id) => SeeAsync<AttemptRefused>(told => told.Id == id);

    public string Log(AttemptId id) => AttemptLog.Read(Core.SpoolFolder(id), 0, int.MaxValue).Text;

    public Task StopAsync(AttemptId id, long epoch = 1, EndCause cause = EndCause.Stopped) =>
        Link.StopAsync([new StopOrder(id, epoch, cause, "asked by a test")], Token);

    /// <summary>Ends the runner without a trace and starts another on its folders.</summary>
    public void Crash()
    {
        Core.Abandon();
        Link.Dispose();
        _seen.Clear();
        Core = new RunnerCore(Options);
        Link = InProcessRunnerLink.To(Core);
    }

    public void Dispose()
    {
        Link.Dispose();
        Core.Dispose();
        Directory.Delete(Root, recursive: true);
    }

    /// <summary>Waits until a file that a command writes has so many whole lines.</summary>
    public static async Task<string> LineOfAsync(string path, int lines = 1)
    {
        using var changed = new FileSystemWatcher(Path.GetDirectoryName(path)!);
        var signal = new SemaphoreSlim(0);
        changed.Changed += (_, _) => signal.Release();
        changed.Created += (_, _) => signal.Release();
        changed.Renamed += (_, _) => signal.Release();
        changed.EnableRaisingEvents = true;
        while (true)
        {
            if (File.Exists(path) && await File.ReadAllTextAsync(path, Token) is var text && text.Count(letter => letter == '\n') >= lines)
            {
                return text.Trim();
            }

            (await signal.WaitAsync(Patience, Token)).ShouldBeTrue($"no {lines} lines in {path}");
        }
    }

    private async Task<T> SeeAsync<T>(Predicate<T> wanted)
        where T : RunnerEvent
    {
        while (true)
        {
            if (_seen.OfType<T>().FirstOrDefault(told => wanted(told)) is { } found)
            {
                return found;
            }

            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
            limit.CancelAfter(Patience);
            try
            {
                _seen.Add(await Link.Events.ReadAsync(limit.Token));
            }
            catch (OperationCanceledException error) when (!Token.IsCancellationRequested)
            {
                throw new TimeoutException($"no {typeof(T).Name}; seen: {string.Join(", ", _seen)}", error);
            }
        }
    }
}
