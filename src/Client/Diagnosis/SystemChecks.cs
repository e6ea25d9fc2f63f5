using System.Net.Sockets;
using System.Runtime.InteropServices;
using Apex.Local;

namespace Apex.Diagnosis;

/// <summary>The system, the runtime, the silo's program, and what of it runs.</summary>
internal sealed class SystemChecks(CliHost host, LocalSiloStatus? silo)
{
    private readonly Machine _machine = host.Machine;

    public Finding System() => _machine.IsLinux
        ? Finding.Ok("system", $"{RuntimeInformation.OSDescription.Trim()}, {RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}")
        : Finding.Error("system", $"{RuntimeInformation.OSDescription.Trim()}: a local silo runs on Linux only (also WSL 2)", "name a server: --server HOST:PORT");

    public static Finding Runtime() => Finding.Ok("runtime", RuntimeInformation.FrameworkDescription);

    public Finding Program() => silo?.ClientBuild is { } build
        ? Finding.Ok("silo_program", $"build {build}")
        : Finding.Error("silo_program", "the silo's program is not beside apex", "build it with `dotnet build src/Client`, or install apex again");

    public Finding Silo()
    {
        const string name = "silo";
        return silo switch
        {
            { OtherBuild: true } => Finding.Warning(name, $"runs (process {silo.Silo!.Pid}), but another build: {silo.Silo.Build}", "the next command replaces it; running commands go on"),
            { Running: true } => Finding.Ok(name, $"runs (process {silo.Silo!.Pid}, runner {silo.Silo.RunnerPid}, build {silo.Silo.Build})"),
            { RunnerRunning: true } => Finding.Warning(name, $"its runner (process {silo.Silo!.RunnerPid}) is restarting it", "look again in a moment; its logs are in logs/orchestration of the home"),
            { Silo: not null } => Finding.Ok(name, "does not run; it ended without saying so, the next command starts it and goes on with what was open"),
            _ => Finding.Ok(name, "does not run; the first command that needs it starts it"),
        };
    }

    public async Task<Finding> LoopbackAsync()
    {
        const string name = "loopback";
        try
        {
            await _machine.TryLoopbackAsync();
            return Finding.Ok(name, "127.0.0.1 can be listened on and reached");
        }
        catch (Exception error) when (error is SocketException or TimeoutException)
        {
            return Finding.Error(name, $"127.0.0.1 does not work: {error.Message}", "silo and apex talk over it: bring the loopback interface up, allow it in the firewall");
        }
    }

    public Finding PidFd() => _machine.HasPidFd()
        ? Finding.Ok("pidfd", "the kernel names processes without mistaking them")
        : Finding.Warning("pidfd", "the kernel (or a container's filter) has no pidfd_open: processes are followed by number", "Linux 5.3 has it; in a container, allow the call");

    public Finding Privileges() => Finding.Ok("privileges", $"user {_machine.UserId()}; neither root nor user namespaces are needed");

    public Finding Git()
    {
        var folders = (host.Environment.GetValueOrDefault("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var git = folders.Select(folder => Path.Combine(folder, "git")).FirstOrDefault(File.Exists);
        return git is not null
            ? Finding.Ok("git", git)
            : Finding.Warning("git", "not on PATH: runs are recorded without commit and branch", "install git");
    }
}
