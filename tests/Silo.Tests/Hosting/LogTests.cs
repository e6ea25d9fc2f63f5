using System.Text.Json;
using Apex.Hosting;
using Apex.Runner;
using Apex.Settings;
using Serilog;

namespace Apex.Silo.Tests.Hosting;

public sealed class LogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("apex-logs-").FullName;

    [Fact]
    public void Write_ALineAboutAnAttempt_HasItsIdsAsFields()
    {
        var execution = Guid.CreateVersion7().ToString();
        using (var log = new LoggerConfiguration().ToApexFiles(new LogSettings(), _folder, "silo").CreateLogger())
        {
            log.Information("{Attempt} is adopted under epoch {Epoch}", new Apex.Categories.AttemptId(execution, "fast", "unit", 2), 3);
        }

        var line = JsonDocument.Parse(File.ReadAllLines(Directory.GetFiles(_folder, "silo-*.json").Single()).Single()).RootElement;
        line.GetProperty("@m").GetString()!.ShouldContain("is adopted under epoch 3");
        line.GetProperty("execution_id").GetString().ShouldBe(execution);
        line.GetProperty("layer").GetString().ShouldBe("fast");
        line.GetProperty("category").GetString().ShouldBe("unit");
        line.GetProperty("attempt").GetString().ShouldBe("2");
    }

    [Fact]
    public void Write_MoreThanTheFilesMayHold_KeepsTheirNumber()
    {
        var text = new string('x', 10_000);
        using (var log = new LoggerConfiguration().ToApexFiles(new LogSettings { FileMb = 1, Files = 2, Level = LogDetail.Debug }, _folder, "runner").CreateLogger())
        {
            for (var line = 0; line < 500; line++)
            {
                log.Debug("{Text}", text);
            }
        }

        var files = new DirectoryInfo(_folder).GetFiles("runner-*.json");
        files.Length.ShouldBe(2);
        files.ShouldAllBe(file => file.Length < 1_200_000);
    }

    [Fact]
    public void Write_BelowTheLevel_IsNotKept()
    {
        using (var log = new LoggerConfiguration().ToApexFiles(new LogSettings { Level = LogDetail.Error }, _folder, "silo").CreateLogger())
        {
            log.Warning("not this");
            log.Error("this");
        }

        File.ReadAllText(Directory.GetFiles(_folder).Single()).ShouldNotContain("not this");
    }

    [Fact]
    public void Trim_AFileThatAProcessAppendsTo_IsEmptiedInPlace()
    {
        var file = Path.Combine(_folder, "out.log");
        using var held = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        held.Write(new byte[100]);
        held.Flush();

        new OutputFiles(50, file, Path.Combine(_folder, "absent.log")).Trim();

        new FileInfo(file).Length.ShouldBe(0);
        new FileInfo($"{file}.1").Length.ShouldBe(100);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
