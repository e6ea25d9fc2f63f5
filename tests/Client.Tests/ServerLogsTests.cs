using Apex.Client.Tests.Fixtures;
using Apex.Local;

namespace Apex.Client.Tests;

/// <summary><c>apex server logs</c>: the files of both programs as one.</summary>
public sealed class ServerLogsTests : IDisposable
{
    private readonly TestCli _cli = new();

    public ServerLogsTests() => _cli.Silo.Current = _cli.Silo.Current with { Home = _cli.Folder };

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Logs_OfBoth_AreInTheOrderOfTheirTime()
    {
        Log("silo-20261127", Line(1, "first"), Line(4, "fourth", "Error", "Boom: it broke\\n   at Here"));
        Log("silo-20261127_001", Line(5, "fifth", "Warning"));
        Log("runner-20261127", Line(2, "sec\\u001b[31mond"), "{\"@t\":\"2026-11-27T08:00:03Z\",\"@m\":\"half", Line(3, "third", "Debug"));
        _cli.Write("logs/orchestration/silo.out.log", "for people\n");

        (await _cli.RunAsync("server", "logs")).Lines.ShouldBe([
            "2026-11-27 08:00:01.000 INF silo   first",
            "2026-11-27 08:00:02.000 INF runner second",
            "2026-11-27 08:00:03.000 DBG runner third",
            "2026-11-27 08:00:04.000 ERR silo   fourth", "Boom: it broke", "   at Here",
            "2026-11-27 08:00:05.000 WRN silo   fifth"], ignoreOrder: false);
        (await _cli.RunAsync("server", "logs", "-n", "1", "-o", "jsonl")).Out.ShouldBe(Line(5, "fifth", "Warning") + "\n");
        _cli.Region.Connections.ShouldBe(0);
        _cli.Silo.Ensured.ShouldBe(0);
    }

    [Fact]
    public async Task Logs_AsJson_AreOneDocument()
    {
        Log("silo-20261127", Line(1, "first"), Line(4, "fourth", "Error", "Boom"));

        Golden.Check("server-logs.json", (await _cli.RunAsync("server", "logs", "-o", "json")).Out);
        var endless = await _cli.RunAsync("server", "logs", "-o", "json", "-f");
        (endless.Code, endless.Out).ShouldBe((ExitCode.Refused, ""));
        endless.Error.ShouldContain("use -o jsonl");
    }

    [Fact]
    public void Last_OfAFileReadInPart_LeavesNoGap()
    {
        var folder = Path.GetDirectoryName(Log("silo-20261126", Line(0, "older")))!;
        File.SetLastWriteTimeUtc(Path.Combine(folder, "silo-20261126.json"), new DateTime(2026, 11, 26, 0, 0, 0, DateTimeKind.Utc));
        Log("silo-20261127", [.. Enumerable.Range(1, 6).Select(static second => Line(second, new string('x', 1_000_000)))]);

        var seen = new ServerLogs(folder).Last(10);

        seen.Count.ShouldBe(4);
        seen.ShouldAllBe(static line => line.Message != "older");
    }

    [Fact]
    public async Task Logs_WithoutAny_SaysWhere()
    {
        var logs = await _cli.RunAsync("server", "logs");

        (logs.Code, logs.Out).ShouldBe((ExitCode.Passed, ""));
        logs.Error.ShouldContain(Path.Combine(_cli.Folder, "logs", "orchestration"));
    }

    [Fact]
    public void More_TakesWholeLinesOnceAndNewFilesFromTheirBegin()
    {
        var file = Log("silo-20261127", Line(1, "first"));
        var logs = new ServerLogs(Path.GetDirectoryName(file)!);

        logs.Last(10).Count.ShouldBe(1);
        File.AppendAllText(file, Line(2, "second")[..20]);
        logs.More().ShouldBeEmpty();
        File.AppendAllText(file, Line(2, "second")[20..] + "\n");
        Log("silo-20261128", Line(3, "third"));
        logs.More().Select(static line => line.Message).ShouldBe(["second", "third"]);
        logs.More().ShouldBeEmpty();
    }

    [Fact]
    public async Task Follow_UntilTheReaderLeaves_ShowsWhatComes()
    {
        var file = Log("silo-20261127", Line(1, "first"));
        var pipe = new Reader(() => File.AppendAllText(file, Line(2, "second") + "\n"), "second");
        using var cli = new TestCli { StandardOutput = pipe };
        cli.Silo.Current = cli.Silo.Current with { Home = _cli.Folder };

        (await cli.RunAsync("server", "logs", "-f")).Code.ShouldBe(ExitCode.Passed);

        pipe.Text.ShouldContain("first");
        pipe.Text.ShouldContain("second");
    }

    private static string Line(int second, string message, string? level = null, string? exception = null) =>
        $"{{\"@t\":\"2026-11-27T08:00:0{second}Z\",\"@m\":\"{message}\"{(level is null ? "" : $",\"@l\":\"{level}\"")}{(exception is null ? "" : $",\"@x\":\"{exception}\"")}}}";

    private string Log(string name, params string[] lines) => _cli.Write($"logs/orchestration/{name}.json", string.Join('\n', lines) + "\n");

    /// <summary>Reads, does something after the first text, and leaves after the last.</summary>
    private sealed class Reader(Action afterFirst, string last) : MemoryStream
    {
        private bool _first = true;

        public string Text => System.Text.Encoding.UTF8.GetString(ToArray());

        public override void Write(ReadOnlySpan<byte> buffer) => Take(buffer);

        public override void Write(byte[] buffer, int offset, int count) => Take(buffer.AsSpan(offset, count));

        private void Take(ReadOnlySpan<byte> buffer)
        {
            if (Text.Contains(last, StringComparison.Ordinal))
            {
                throw new IOException("the reader left", 32);
            }

            base.Write(buffer.ToArray(), 0, buffer.Length); // the other one would come back here
            if (_first)
            {
                _first = false;
                afterFirst();
            }

            if (Text.Contains(last, StringComparison.Ordinal))
            {
                throw new IOException("the reader left", 32);
            }
        }
    }
}
