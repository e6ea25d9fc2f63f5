using Apex.Settings;
using Microsoft.AspNetCore.Builder;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Apex.Hosting;

/// <summary>Structured logs of silo and runner: JSON lines in rotating files of bounded size and number, short lines on stdout for whoever starts them in the foreground.</summary>
internal static class LogExtensions
{
    public static void AddApexLogs(this WebApplicationBuilder builder, SiloOptions options) =>
        builder.Services.AddSerilog(log => log.ToApexFiles(options.Settings.Log, options.LogFolder, "silo").ToPeople());

    /// <param name="log">What is configured.</param>
    /// <param name="settings">Level, size, number.</param>
    /// <param name="folder">Where the files are.</param>
    /// <param name="process">Their name begins with it: <c>silo</c> or <c>runner</c>.</param>
    public static LoggerConfiguration ToApexFiles(this LoggerConfiguration log, LogSettings settings, string folder, string process)
    {
        var level = LevelOf(settings.Level);
        var others = level > LogEventLevel.Warning ? level : LogEventLevel.Warning;
        return log
            .MinimumLevel.Is(level)
            .MinimumLevel.Override("Orleans", others)
            .MinimumLevel.Override("Microsoft", others)
            .MinimumLevel.Override("Polly", others) // Orleans places by it: two lines for each new grain
            .Enrich.FromLogContext()
            .Enrich.With(new IdFields())
            .WriteTo.File(
                new RenderedCompactJsonFormatter(),
                Path.Combine(folder, $"{process}-.json"),
                rollingInterval: RollingInterval.Day,
                fileSizeLimitBytes: settings.FileMb * 1024L * 1024,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: settings.Files,
                shared: true);
    }

    /// <summary>Short lines on stdout.</summary>
    public static LoggerConfiguration ToPeople(this LoggerConfiguration log) =>
        log.WriteTo.Console(outputTemplate: "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}");

    private static LogEventLevel LevelOf(LogDetail detail) => detail switch
    {
        LogDetail.Debug => LogEventLevel.Debug,
        LogDetail.Warning => LogEventLevel.Warning,
        LogDetail.Error => LogEventLevel.Error,
        _ => LogEventLevel.Information,
    };
}
