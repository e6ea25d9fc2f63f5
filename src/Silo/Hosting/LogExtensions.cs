using Microsoft.AspNetCore.Builder;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Apex.Hosting;

/// <summary>Structured logs: JSON lines in rotating files, short lines on stdout for whoever runs the silo in the foreground.</summary>
public static class LogExtensions
{
    private const long LargestFile = 64L * 1024 * 1024;
    private const int FilesKept = 7;

    public static void AddApexLogs(this WebApplicationBuilder builder, SiloOptions options) => builder.Services.AddSerilog(log => log
        .MinimumLevel.Information()
        .MinimumLevel.Override("Orleans", LogEventLevel.Warning)
        .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
        .MinimumLevel.Override("Polly", LogEventLevel.Warning) // Orleans places by it: two lines for each new grain
        .Enrich.FromLogContext()
        .WriteTo.File(
            new CompactJsonFormatter(),
            Path.Combine(options.LogFolder, "silo-.json"),
            rollingInterval: RollingInterval.Day,
            fileSizeLimitBytes: LargestFile,
            rollOnFileSizeLimit: true,
            retainedFileCountLimit: FilesKept,
            shared: true)
        .WriteTo.Console(outputTemplate: "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}"));
}
