using System.Text;
using Apex.Commands;
using Apex.Diagnosis;
using Apex.Executions;
using Apex.Output;

namespace Apex.Client.Tests.Fixtures;

/// <summary>The command line with everything outside it replaced: real arguments in, exit code and both streams out.</summary>
internal sealed class TestCli : IDisposable
{
    public FakeRegion Region { get; init; } = new();

    public FakeLocalSilo Silo { get; } = new();

    public FakeSiloTool Tool { get; } = new();

    public FakePerson Person { get; } = new();

    public QuickTime Time { get; } = new();

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal) { ["HOME"] = "/home/u", ["TERM"] = "xterm" };

    public Terminal Terminal { get; init; } = new();

    /// <summary>A folder of this test, gone after it.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("apex-client-").FullName;

    /// <summary>Where it is called; its folder if null.</summary>
    public string? Project { get; set; }

    public Machine Machine { get; set; } = new();

    public Stream? StandardOutput { get; init; }

    public WorkingTree? Tree { get; init; }

    public List<ServerChoice> Servers { get; } = [];

    public string Write(string path, string text)
    {
        var file = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    public async Task<CliResult> RunAsync(params string[] arguments)
    {
        using var memory = new MemoryStream();
        using var error = new StringWriter { NewLine = "\n" };
        var host = new CliHost
        {
            StandardOutput = StandardOutput ?? memory,
            StandardError = error,
            Terminal = Terminal,
            Environment = Environment,
            CurrentFolder = Project ?? Folder,
            Time = Time,
            Signals = Person,
            Keyboard = Person,
            Umask = 18,
            Git = (_, _) => Task.FromResult(Tree),
            LocalSilo = _ => Silo,
            SiloTool = Tool,
            Machine = Machine,
            Connector = (server, _) =>
            {
                Servers.Add(server);
                return Region;
            },
        };
        var code = await new CommandLine(host).RunAsync(arguments).WaitAsync(TimeSpan.FromSeconds(120), Xunit.TestContext.Current.CancellationToken);
        return new CliResult(code, Encoding.UTF8.GetString(memory.ToArray()), error.ToString(), memory.ToArray());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

internal sealed record CliResult(int Code, string Out, string Error, byte[] Bytes)
{
    public string[] Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
