using System.CommandLine;
using System.Text.Json.Nodes;
using Apex.Init;
using Apex.Output;
using Apex.Runs;

namespace Apex.Commands;

/// <summary><c>apex init</c>: a first configuration that works as it is. Needs no silo, overwrites nothing.</summary>
internal sealed class InitCommand : ApexCommand
{
    private readonly Option<string?> _config = Opt.Text("--config", "File to write; apex.yaml in this folder by default.", "FILE");
    private readonly Option<string?> _command = Opt.Text("--command", "How the tests are run, instead of what is found here.", "TEXT");

    private readonly Option<string?> _from = Opt.Text("--from", "The original's test_layers.yaml: it is turned into an apex.yaml, and stays as it is.", "FILE");

    public InitCommand()
        : base("init", "Writes an apex.yaml for the tests that it finds in this folder (.NET, pytest, npm, Go, Cargo), and the schema for editors beside it. Overwrites nothing.")
    {
        Options.Add(_config);
        Options.Add(_command);
        Options.Add(_from);
    }

    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex init", "then: apex plan, apex run"),
        ("apex init --command 'make test'", "with a command of your own"),
        ("apex init --config config/apex.yaml", "where the root folder is to stay empty"),
        ("apex init --from config/test_layers.yaml --command 'python run.py --category {category}'", "from the Python original"),
    ];

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Passed, ExitCode.Refused];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var folder = call.Host.CurrentFolder;
        var file = Path.GetFullPath(call.Get(_config) ?? "apex.yaml", folder);
        Refuse(call, file);
        if (call.Get(_from) is { } original)
        {
            var text = await OriginalConversion.ConvertAsync(call.Host, original, call.Get(_command), cancellationToken);
            Show(call, InitFiles.Write(file, schema => StarterFile.Modeline(schema) + text, folder), []);
            return ExitCode.Passed;
        }

        var commands = Commands(call, ConfigurationFinder.ProjectFolder(file));
        Show(call, InitFiles.Write(file, schema => StarterFile.Text(commands, schema), folder), commands);
        return ExitCode.Passed;
    }

    private static void Show(Invocation call, IReadOnlyList<string> written, IReadOnlyList<TestCommand> commands)
    {
        if (call.Output.Format != OutputFormat.Text)
        {
            call.Output.Result(Json.Text(Document(written, commands), call.Output.Format));
            return;
        }

        call.Output.Result($"wrote {string.Join(" and ", written)}");
        foreach (var command in commands)
        {
            call.Output.Result($"  {command.Name}: {command.Command}");
        }

        call.Output.Note("next: apex plan, apex run");
    }

    /// <summary>One configuration a folder: a second one would never be found, or would hide the first.</summary>
    private void Refuse(Invocation call, string file)
    {
        string[] places = call.Get(_config) is null ? [file, Path.Combine(Path.GetDirectoryName(file)!, "config", "apex.yaml")] : [file];
        if (places.FirstOrDefault(Path.Exists) is { } existing)
        {
            throw CliException.Refused("config_exists", $"{ConfigurationReader.Name(existing, call.Host.CurrentFolder)} exists, and nothing is overwritten", "`apex validate` checks it", "another file: apex init --config FILE");
        }
    }

    private IReadOnlyList<TestCommand> Commands(Invocation call, string project)
    {
        if (call.Get(_command) is { } command)
        {
            return [new TestCommand { Name = "tests", Command = command, FoundBy = "--command" }];
        }

        var found = Directory.Exists(project) ? ProjectDetector.Find(project) : [];
        return found.Count > 0 ? found : throw new CliException("nothing_detected", ExitCode.Refused, "no tests that apex init knows in this folder")
        {
            Hints = ["looked for", .. ProjectDetector.Marks.Select(mark => $"  {mark}"), "say how they are run: apex init --command 'make test'"],
        };
    }

    private static JsonObject Document(IReadOnlyList<string> written, IReadOnlyList<TestCommand> commands) => new()
    {
        ["schema_version"] = 1,
        ["files"] = Json.Texts(written),
        ["categories"] = new JsonArray([.. commands.Select(command => new JsonObject
        {
            ["name"] = command.Name,
            ["command"] = command.Command,
            ["framework"] = command.Framework,
            ["results"] = command.Report,
        })]),
    };
}
