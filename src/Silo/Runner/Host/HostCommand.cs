using System.Net.Sockets;
using System.Runtime.InteropServices;
using Apex.Runner.Native;
using Apex.Settings;
using Microsoft.Extensions.Logging;

namespace Apex.Runner;

/// <summary>The verb <c>host --home DIR</c>: becomes the runner of a home, or hands over to the one that lives.</summary>
public static class HostCommand
{
    /// <summary>Exit code when the home cannot be used.</summary>
    private const int Unusable = 3;
    private const int Usage = 2;
    private const long RotateAboveBytes = 10 * 1024 * 1024;
    private static readonly TimeSpan HandOverPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan HandOverPause = TimeSpan.FromMilliseconds(50);

    /// <param name="args">Arguments after the verb.</param>
    /// <returns>Exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        ThisProcess.ResetChildSignal();
        var (arguments, problem) = HostArguments.Parse(args);
        if (arguments is null)
        {
            await Console.Error.WriteLineAsync($"apex host: {problem}");
            return Usage;
        }

        var home = new ApexHome(arguments.Home);
        if (home.Prepare() is { } unusable)
        {
            await Console.Error.WriteLineAsync($"apex host: {unusable}");
            return Unusable;
        }

        SiloSettings settings;
        try
        {
            settings = SettingsReader.Read(home.Root, arguments.Settings, Environment.GetEnvironmentVariable);
        }
        catch (FormatException error)
        {
            await Console.Error.WriteLineAsync($"apex host: the settings are wrong\n{error.Message}");
            return Unusable;
        }

        if (!arguments.Foreground)
        {
            ThisProcess.LeaveSession();
            ThisProcess.CloseInheritedDescriptors();
        }

        var command = arguments.SiloProgram is { } program
            ? SiloCommand.From(program, program)
            : new SiloCommand(SiloCommand.Own(), SiloCommand.OwnBuild);
        return await TakeOrHandOverAsync(home, arguments, command with { Settings = arguments.Settings }, settings);
    }

    private static async Task<int> TakeOrHandOverAsync(ApexHome home, HostArguments arguments, SiloCommand command, SiloSettings settings)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (FileLock.TryTake(home.LockFile) is { } taken)
            {
                using (taken)
                {
                    return await LiveAsync(home, arguments, command, settings);
                }
            }

            var refusal = await HandOverAsync(home, arguments, command);
            if (refusal is null)
            {
                return 0;
            }

            if (TimeProvider.System.GetElapsedTime(began) > HandOverPatience)
            {
                await Console.Error.WriteLineAsync($"apex host: the runner of {home.Root} does not answer: {refusal}; its log is {home.RunnerLog}");
                return 1;
            }

            // It is just being born or just ending: its socket comes, or its lock goes.
            await Task.Delay(HandOverPause);
        }
    }

    private static async Task<string?> HandOverAsync(ApexHome home, HostArguments arguments, SiloCommand command)
    {
        try
        {
            var folder = arguments.SiloProgram ?? AppContext.BaseDirectory;
            var question = new RunnerFrame { Type = FrameType.EnsureSilo, Folder = folder, Build = command.Build };
            var (answer, _) = await RunnerClient.AskAsync(home.SocketPath, question, CancellationToken.None);
            return answer.Error;
        }
        catch (Exception error) when (error is IOException or SocketException or InvalidDataException)
        {
            return error.Message;
        }
    }

    private static async Task<int> LiveAsync(ApexHome home, HostArguments arguments, SiloCommand command, SiloSettings settings)
    {
        if (!arguments.Foreground)
        {
            Rotate(home.RunnerLog);
            Rotate(home.SiloLog);
            ThisProcess.RedirectStandardStreams(home.RunnerLog);
        }

        using var logging = LoggerFactory.Create(builder => builder.AddJsonConsole(console =>
        {
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
        }));
        var logger = logging.CreateLogger("Apex.Runner");
        using var core = new RunnerCore(HostSettings.Options(home, settings), TimeProvider.System, new EnvironmentCrashPoints(), logger);
        var host = new HostProcess(home, core, TimeProvider.System, logger);
        await using var server = new RunnerServer(core, home.SocketPath, host, logger);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, host));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, host));
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, static signal => signal.Cancel = true);
        return await host.RunAsync(command, arguments.SiloPid);
    }

    private static void Stop(PosixSignalContext signal, HostProcess host)
    {
        signal.Cancel = true;
        _ = host.ShutdownAsync(force: true);
    }

    private static void Rotate(string log)
    {
        var file = new FileInfo(log);
        if (file.Exists && file.Length > RotateAboveBytes)
        {
            File.Move(log, log + ".1", overwrite: true);
        }
    }
}
