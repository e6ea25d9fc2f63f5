namespace Apex.Runner;

public sealed class ContextTests : IDisposable
{
    private readonly RunnerHarness _runner = new();

    public void Dispose() => _runner.Dispose();

    [Fact]
    public async Task Context_EnvironmentAndPath_AreTheCallersAndThePlanAddsToThem()
    {
        await PutAsync(new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["FOO"] = "caller", ["BAR"] = "caller" });
        var spec = _runner.Shell("echo $FOO $BAR ${HOME-none}") with { Environment = new Dictionary<string, string> { ["BAR"] = "plan" } };

        await _runner.RunAsync(spec);

        _runner.Log(spec.Id).ShouldBe("caller plan none\n");
    }

    [Theory]
    [InlineData(0x3F)]
    [InlineData(0x00)]
    public async Task Context_Umask_IsTheCallers(int umask)
    {
        await _runner.Link.PutContextAsync(new ExecutionContextSpec { Execution = "exec", Umask = umask }, RunnerHarness.Token);
        var spec = _runner.Shell("umask; touch made; stat -c %a made");

        await _runner.RunAsync(spec);
        var other = _runner.Shell("umask") with { Id = new("other", "layer", "cat", 1) };
        await _runner.RunAsync(other);

        _runner.Log(spec.Id).ShouldBe(umask == 0 ? "0000\n666\n" : "0077\n600\n");
        _runner.Log(other.Id).ShouldBe(Convert.ToString(Native.ThisProcess.Umask(), 8).PadLeft(4, '0') + "\n");
    }

    [Fact]
    public async Task Context_File_IsPrivateSurvivesARestartAndGoesWithTheExecution()
    {
        await PutAsync(new Dictionary<string, string> { ["PATH"] = "/bin", ["FOO"] = "kept" });
        var file = Path.Combine(_runner.Options.ContextFolder, "exec.json");
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        File.WriteAllText(file + ".new", "half of what somebody has in the environment");
        _runner.Crash();
        File.Exists(file + ".new").ShouldBeFalse("left by a runner that died while it wrote");
        var spec = _runner.Shell("echo $FOO");
        await _runner.RunAsync(spec);
        await _runner.Link.DropContextAsync("exec", RunnerHarness.Token);

        _runner.Log(spec.Id).ShouldBe("kept\n");
        File.Exists(file).ShouldBeFalse();
    }

    [Fact]
    public async Task Context_ExecutionThatIsAPath_IsRefused() =>
        await Should.ThrowAsync<ArgumentException>(() =>
            _runner.Link.PutContextAsync(new ExecutionContextSpec { Execution = "../evil" }, RunnerHarness.Token));

    [Fact]
    public async Task Secrets_InOutput_AreMaskedInEveryForm()
    {
        const string secret = "s3cr3t/with+odd chars?";
        await _runner.Link.PutContextAsync(
            new ExecutionContextSpec
            {
                Execution = "exec",
                Secrets = new Dictionary<string, string> { ["cat1/TOKEN_A"] = secret, ["cat1/PIN"] = "123" },
            },
            RunnerHarness.Token);
        var spec = _runner.Shell("""
            echo "plain $TOKEN_A pin $PIN"; printf %s "$TOKEN_A" | base64; echo 's3cr3t%2Fwith%2Bodd%20chars%3F'
            printf 's3cr3t/wi'; sleep 0.2; printf 'th+odd'; sleep 0.2; printf ' chars? and s3cr3t/w'
            """) with
        { SecretNames = ["TOKEN_A", "PIN"] };

        var end = await _runner.RunAsync(spec);

        // A value under four characters would mask ordinary text; a beginning alone is no secret.
        _runner.Log(spec.Id).ShouldBe("plain *** pin 123\n***==\n***\n*** and s3cr3t/w".Replace("***==", "***" + Padding(secret)));
        end.LogBytes.ShouldBeGreaterThan(90);
    }

    private static string Padding(string secret) =>
        Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(secret)) is var text ? text[text.TrimEnd('=').Length..] : "";

    private Task PutAsync(Dictionary<string, string> environment) =>
        _runner.Link.PutContextAsync(new ExecutionContextSpec { Execution = "exec", Environment = environment }, RunnerHarness.Token);
}
