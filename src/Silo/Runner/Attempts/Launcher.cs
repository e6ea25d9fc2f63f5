using Apex.Persistence;
using Apex.Runner.Native;

namespace Apex.Runner;

/// <summary>Starts commands on one slot's thread: folder, environment, program, pipe, process.</summary>
internal sealed class Launcher(ISlotCage cage, ISlotLimits limits, RunnerClock clock, ICrashPoints crash, int ownUmask) : IDisposable
{
    private const string Shell = "/bin/sh";

    private readonly NativeStringTable _arguments = new();
    private readonly NativeStringTable _environment = new();
    private readonly CommandEnvironment _builder = new();
    private readonly SlotFolder _folder = new();
    private bool _hasOwnUmask;
    private readonly int _ownUmask = ownUmask;
    private int _umask = ownUmask;

    /// <summary>Called first, on the thread that will launch.</summary>
    public void Enter()
    {
        _hasOwnUmask = ThisProcess.UnshareUmask();
        CommandWeight.LowerThread();
        cage.EnterFromSpawner();
    }

    public LaunchResult Launch(LaunchOrder order)
    {
        try
        {
            _folder.Make(order.Folder, order.Spec.FolderIsFreeAfterwards);
            if (order.Spec.WantsResultsFolder)
            {
                Directory.CreateDirectory(Path.Combine(order.Folder, "results"));
            }

            return Start(order);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Failed(EndCause.Lost, $"the runner could not prepare it: {error.Message}");
        }
    }

    /// <summary>The folder of what was launched last stays its own. Called while nothing is launched.</summary>
    public void KeepFolder() => _folder.Keep();

    public void Dispose()
    {
        _arguments.Dispose();
        _environment.Dispose();
    }

    private LaunchResult Start(LaunchOrder order)
    {
        var spec = order.Spec;
        if (spec.Command.Count == 0)
        {
            return Failed(EndCause.CannotStart, "the command is empty; set command");
        }

        var path = _builder.Fill(_environment, order);
        var (program, problem) = ProgramLookup.Find(spec.Command[0], spec.WorkingDirectory, path);
        if (program is null)
        {
            return Failed(EndCause.CannotStart, problem!);
        }

        var toRun = Arguments(spec, program, order.Context.Umask ?? _ownUmask);
        var (read, write) = OutputPipe.Create();

        // Before the command can do anything: what it writes is never older than its start, however long this thread then waits for a core.
        var (ms, bootMs, at) = (clock.NowMs, ProcFs.BootTimeMs(), clock.UtcNow);
        int error, pid;
        try
        {
            error = Spawn(new SpawnRequest(toRun, spec.WorkingDirectory, write), spec, out pid);
        }
        catch (IOException)
        {
            _ = Libc.Close(read);
            throw;
        }
        finally
        {
            _ = Libc.Close(write);
        }

        if (error != 0)
        {
            _ = Libc.Close(read);
            return Failed(EndCause.CannotStart, ProgramLookup.Explain(error, program, spec.WorkingDirectory));
        }

        crash.Hit("runner.spawned.before_journal");
        return new LaunchResult
        {
            Pid = pid,
            PidFd = ChildProcess.OpenPidFd(pid),
            Pipe = read,
            StartedMs = ms,
            StartedBootMs = bootMs,
            StartedAt = at,
            Secrets = order.Context.PatternsFor(spec),
        };
    }

    private int Spawn(SpawnRequest request, AttemptSpec spec, out int pid)
    {
        if (spec.Limits is null)
        {
            return Weighed(request, spec, out pid);
        }

        try
        {
            limits.Enter(spec.Limits, spec.Background);
            return Weighed(request, spec, out pid);
        }
        finally
        {
            limits.Leave();
        }
    }

    private int Weighed(in SpawnRequest request, AttemptSpec spec, out int pid)
    {
        var error = ProcessSpawner.Spawn(request, _arguments, _environment, out pid);
        if (spec.Background && error == 0)
        {
            CommandWeight.LowerToBackground(pid);
        }

        return error;
    }

    // This thread has a umask of its own where the kernel allows that, and is in the cage where that is possible: then the
    // command is spawned as it is. Else a shell prepares the ground and becomes the command.
    private string Arguments(AttemptSpec spec, string program, int umask)
    {
        _arguments.Clear();
        if (_hasOwnUmask && umask != _umask)
        {
            _ = Libc.Umask((uint)umask);
            _umask = umask;
        }

        if (umask == _umask && cage.JoinFile is null)
        {
            _arguments.Add(spec.Command[0]);
            AddRest(spec);
            return program;
        }

        _arguments.Add(Shell);
        _arguments.Add("-c");
        _arguments.Add($"umask {ThisProcess.Octal(umask)}; if [ -n \"$1\" ]; then echo 0 >\"$1\" || exit 125; fi; shift; exec \"$@\"");
        _arguments.Add("apex");
        _arguments.Add(cage.JoinFile ?? "");
        _arguments.Add(program);
        AddRest(spec);
        return Shell;
    }

    private void AddRest(AttemptSpec spec)
    {
        for (var i = 1; i < spec.Command.Count; i++)
        {
            _arguments.Add(spec.Command[i]);
        }
    }

    private static LaunchResult Failed(EndCause cause, string reason) => new() { Failure = new StopCause(cause, reason) };
}
