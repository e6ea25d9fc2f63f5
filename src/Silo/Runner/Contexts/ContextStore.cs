using System.Collections.Concurrent;
using System.Text.Json;

namespace Apex.Runner;

/// <summary>Environments and secrets of the executions: in memory, and in files that only this user can read, for the runner's restart.</summary>
internal sealed class ContextStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const string Unfinished = ".new";

    private readonly ConcurrentDictionary<string, CommandContext> _contexts = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, string> _own = OwnEnvironment.Read();
    private readonly CommandContext _default;
    private readonly string _folder;

    public ContextStore(string folder)
    {
        _folder = folder;
        _default = new CommandContext(_own, umask: null, new Dictionary<string, string>(StringComparer.Ordinal));
        Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        foreach (var unfinished in Directory.EnumerateFiles(folder, "*" + Unfinished))
        {
            File.Delete(unfinished); // a runner that died here left somebody's environment behind
        }
    }

    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Put(ExecutionContextSpec spec)
    {
        var path = PathFor(spec.Execution);
        var temporary = path + Unfinished;
        using (var file = new FileStream(temporary, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnly,
        }))
        {
            JsonSerializer.Serialize(file, spec, RunnerJson.Default.ExecutionContextSpec);
        }

        File.Move(temporary, path, overwrite: true);
        _contexts[spec.Execution] = CommandContext.From(spec, _own);
    }

    /// <summary>Gives what one execution has to another as well: a service outlives whoever started it.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Copy(string from, string to)
    {
        var source = PathFor(from);
        if (File.Exists(source))
        {
            File.Copy(source, PathFor(to), overwrite: true); // keeps the mode: 0600
            _contexts[to] = Get(from);
        }
    }

    public void Drop(string execution)
    {
        File.Delete(PathFor(execution));
        _contexts.TryRemove(execution, out _);
    }

    /// <summary>What was put, now or before a restart; else the runner's own environment.</summary>
    public CommandContext Get(string execution)
    {
        if (_contexts.TryGetValue(execution, out var known))
        {
            return known;
        }

        var path = PathFor(execution);
        if (!File.Exists(path))
        {
            return _default;
        }

        using var file = File.OpenRead(path);
        return JsonSerializer.Deserialize(file, RunnerJson.Default.ExecutionContextSpec) is { } spec
            ? _contexts.GetOrAdd(execution, CommandContext.From(spec, _own))
            : _default;
    }

    private string PathFor(string execution) =>
        SpoolPaths.IsSafe(execution)
            ? Path.Combine(_folder, execution + ".json")
            : throw new ArgumentException($"'{execution}' is no execution id", nameof(execution));
}
