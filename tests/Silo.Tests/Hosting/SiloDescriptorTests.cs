using Apex.Hosting;

namespace Apex.Silo.Tests.Hosting;

public sealed class SiloDescriptorTests
{
    [Fact]
    public void Write_File_IsForItsOwnerAloneAndHidesNothingFromHim()
    {
        var folder = Directory.CreateTempSubdirectory("apex-test-").FullName;
        var path = Path.Combine(folder, "silo.json");
        var descriptor = new SiloDescriptor
        {
            Pid = 1,
            RunnerPid = 2,
            GatewayPort = 3,
            SiloPort = 4,
            HttpPort = 5,
            Token = "secret",
            Build = "b",
            StartedAt = DateTimeOffset.UnixEpoch,
        };

        descriptor.Write(path);

        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var text = File.ReadAllText(path);
        foreach (var field in new[] { "schema_version", "pid", "runner_pid", "gateway_port", "silo_port", "http_port", "token", "build", "started_at" })
        {
            text.ShouldContain($"\"{field}\"");
        }

        descriptor.ToString().ShouldNotContain("secret");
        Directory.GetFiles(folder).ShouldBe([path], "no draft is left");
        Directory.Delete(folder, recursive: true);
    }
}
