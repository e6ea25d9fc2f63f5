using System.Net.Sockets;
using System.Runtime.InteropServices;
using Apex.Hosting;
using Apex.Runner.Native;
using Apex.Settings;
using Microsoft.Extensions.Logging;
using Serilog.Extensions.Logging;

namespace Apex.Runner;

/// <summary>The verb <c>host --home DIR</c>: becomes the runner of a home, or hands over to the one that lives.</summary>
public static partial class HostCommand
{
    /// <summary>Exit code when the home cannot be used.</summary>
    private const int Unusable = 3;
    private const int Usage = 2;
    private static readonly TimeSpan SiloStopSlack = TimeSpan.FromSeconds(5);
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
            ThisProcess.RedirectStandardStreams(home.RunnerLog);
        }

        await using var files = new Serilog.LoggerConfiguration().ToApexFiles(settings.Log, home.LogFolder, "runner").ToPeople().CreateLogger();
        using var logging = LoggerFactory.Create(builder => builder.AddProvider(new SerilogLoggerProvider(files)));
        var logger = logging.CreateLogger("Apex.Runner");
        using var core = new RunnerCore(HostSettings.Options(home, settings), TimeProvider.System, new EnvironmentCrashPoints(), logger);
        var host = new HostProcess(home, core, TimeProvider.System, logger) { SiloStopPatience = TimeSpan.FromSeconds(settings.ShutdownSeconds) + SiloStopSlack };
        await using var server = new RunnerServer(core, home.SocketPath, host, logger);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, host));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, host));
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, static signal => signal.Cancel = true);
        using var end = new CancellationTokenSource();
        var sampler = new LoadSampler(static () => Environment.ProcessId, settings.Thresholds, TimeProvider.System);
        var sampling = Task.Run(() => sampler.RunAsync(core.Press, error => LogNoLoad(logger, error), end.Token));
        var trimming = arguments.Foreground ? Task.CompletedTask : Task.Run(() => new OutputFiles(settings.Log.FileMb * 1024L * 1024, home.RunnerLog, home.SiloLog).KeepSmallAsync(TimeProvider.System, end.Token));
        var exitCode = await host.RunAsync(command, arguments.SiloPid);
        await end.CancelAsync();
        await Task.WhenAll(sampling, trimming);
        return exitCode;
    }

    private static void Stop(PosixSignalContext signal, HostProcess host)
    {
        signal.Cancel = true;
        _ = host.ShutdownAsync(force: true);
    }

    [LoggerMessage(4610, LogLevel.Warning, "The host's load could not be sampled")]
    private static partial void LogNoLoad(ILogger logger, Exception error);
}
