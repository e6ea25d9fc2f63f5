using System.Runtime.Loader;
using Apex.Agents;
using Apex.Extensions;
using Apex.Planning;
using Apex.Planning.Modes;

namespace Apex.Silo.Tests.Extensions;

/// <summary>The example extension as it is built, loaded from a folder; and each way in which one can be broken.</summary>
public sealed class ExtensionLoaderTests : IDisposable
{
    private readonly ExtensionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_TheExample_GivesItsModeAndItsAgent()
    {
        _folder.AddExample();

        var found = ExtensionLoader.Load(_folder.Root);

        found.Problems.ShouldBeEmpty();
        var extension = found.Extensions.ShouldHaveSingleItem();
        extension.Modes.ShouldHaveSingleItem().Id.ShouldBe("advisory");
        extension.Agents.ShouldHaveSingleItem().Name.ShouldBe("DiskSpaceAgent");
    }

    [Fact]
    public async Task Load_TheExample_TakesContractsFromTheSiloAndDependenciesFromItsOwnFolder()
    {
        var folder = _folder.AddExample();
        var agent = ExtensionLoader.Load(_folder.Root).Extensions[0].Agents[0];
        var context = AssemblyLoadContext.GetLoadContext(agent.GetType().Assembly).ShouldNotBeNull();

        await agent.InitializeAsync(new BareContext(folder), TestContext.Current.CancellationToken);

        context.ShouldNotBe(AssemblyLoadContext.Default);
        context.Assemblies.Select(static assembly => assembly.GetName().Name).ShouldContain("YamlDotNet", "its settings were read with its own copy");
        context.Assemblies.Select(static assembly => assembly.GetName().Name).ShouldNotContain("Apex.Grains.Interfaces");
    }

    [Fact]
    public void Mode_OfTheExample_PlansByItsConfigurationAndJudgesByItsLayers()
    {
        _folder.AddExample();
        var mode = ExtensionLoader.Load(_folder.Root).Modes.Single();
        LayerPlan Layer(string name, string? config) => new() { Name = name, Categories = [], CustomConfig = config, BudgetMs = 1000, FailFast = FailFast.Immediate };
        var plan = new ExecutionPlan { Project = "p", ProjectFolder = "/p", Mode = "advisory", Environment = "test", ModeConfig = "{\"budget_factor\":3}", Layers = [Layer("a", null), Layer("b", "{\"advisory\":true}")] };

        mode.Plan(plan).Layers.Select(static layer => (layer.BudgetMs, layer.FailFast)).ShouldBe([(3000L, FailFast.Immediate), (3000L, FailFast.Disabled)]);
        mode.Judge(Outcome(Verdict.Passed, Verdict.Failed)).ShouldBe(Verdict.Passed);
        mode.Judge(Outcome(Verdict.Failed, Verdict.Passed)).ShouldBe(Verdict.Failed);

        static ModeOutcome Outcome(Verdict first, Verdict second) =>
            new([new GateLayer("a", first, null), new GateLayer("b", second, null) { CustomConfig = "{\"advisory\":true}" }], Verdict.Failed);
    }

    [Theory]
    [InlineData("missing", "is missing: an extension's assembly has the name of its folder")]
    [InlineData("text", "is not a .NET assembly")]
    [InlineData("empty", "has no public class that implements IExecutionMode or IAgentExtension")]
    [InlineData("open", "can be written by others than its owner")]
    [InlineData("twice", "is already the one of extension 'Apex.Example'")]
    public void Load_ABrokenExtension_IsAProblemWithFileAndReasonAndTheOthersAreLoaded(string broken, string reason)
    {
        _folder.AddExample();
        var path = Path.Combine(Break(broken), "Broken.dll");

        var found = ExtensionLoader.Load(_folder.Root);

        found.Extensions.ShouldHaveSingleItem().Name.ShouldBe(ExtensionFolder.Example);
        var problem = found.Problems.ShouldHaveSingleItem();
        problem.File.ShouldBe(path);
        problem.Reason.ShouldContain(reason);
    }

    [Fact]
    public void Load_WithoutAFolder_IsNothing()
    {
        var found = ExtensionLoader.Load(Path.Combine(_folder.Root, "none"));

        (found.Extensions.Count, found.Problems.Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Command_OfDoctor_SaysOneLineForEach()
    {
        _folder.AddExample();
        Break("text");
        var output = new StringWriter();

        (await ExtensionsCommand.RunAsync("/nowhere", name => name == "APEX_EXTENSIONS" ? _folder.Root : null, output, TextWriter.Null)).ShouldBe(0);

        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldBe($"folder\t{_folder.Root}\t");
        lines[1].ShouldBe("ok\tApex.Example\tmode advisory, agent DiskSpaceAgent");
        lines[2].ShouldStartWith("error\tBroken\t");
        lines[2].ShouldContain("is not a .NET assembly");
    }

    [Theory]
    [InlineData("{ \"extensions_folder\": \"mine\" }", 0, "mine\t", "")]
    [InlineData("{ \"extensions_foldr\": \"mine\" }", 2, "", "did you mean 'extensions_folder'?")]
    public async Task Command_OfDoctor_LooksWhereTheSettingsFileSays(string settings, int code, string told, string complained)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        Directory.CreateDirectory(Path.Combine(_folder.Root, "config", "silo"));
        await File.WriteAllTextAsync(Path.Combine(_folder.Root, "config", "silo", "local.json"), settings, TestContext.Current.CancellationToken);

        (await ExtensionsCommand.RunAsync(_folder.Root, _ => null, output, errors)).ShouldBe(code);

        output.ToString().TrimEnd('\n').ShouldEndWith(told);
        errors.ToString().ShouldContain(complained);
    }

    [Theory]
    [InlineData("LayerExecutionAgent", "is one of the silo's own")]
    [InlineData("ExtensionHostAgent", "is one of the silo's own")]
    [InlineData("with blank", "expected a letter")]
    [InlineData(null, "expected a letter")]
    public void Take_AnAgentNameThatCannotBe_IsRefused(string? name, string reason) =>
        Should.Throw<ExtensionException>(() => new ExtensionNames().Take(new LoadedExtension("/x", [], [new Named(name!)]))).Message.ShouldContain(reason);

    [Theory]
    [InlineData("Bad Id", "meaning", 5, "is no id")]
    [InlineData("good", "", 5, "has no meaning")]
    [InlineData("good", "meaning", 0, "expected 1–1440")]
    public void Mode_ThatSaysWhatCannotBe_IsRefused(string id, string meaning, int minutes, string reason) =>
        Should.Throw<ExtensionException>(() => new ExtensionMode(new Said(id, meaning, minutes))).Message.ShouldContain(reason);

    private string Break(string how)
    {
        switch (how)
        {
            case "text":
                var folder = _folder.Add("Broken");
                File.WriteAllText(Path.Combine(folder, "Broken.dll"), "no assembly");
                return folder;
            case "empty":
                return _folder.Add("Broken", typeof(Shouldly.Should).Assembly.Location);
            case "open":
                var open = _folder.Add("Broken", typeof(Shouldly.Should).Assembly.Location);
                File.SetUnixFileMode(open, File.GetUnixFileMode(open) | UnixFileMode.OtherWrite);
                return open;
            case "twice":
                return _folder.AddExample("Broken");
            default:
                return _folder.Add("Broken");
        }
    }

    private sealed class Named(string name) : IAgentExtension
    {
        public string Name => name;

        public Task InitializeAsync(IAgentContext context, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task ExecuteAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task ShutdownAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Said(string id, string meaning, int minutes) : IExecutionMode
    {
        public string Id => id;

        public string Meaning => meaning;

        public int? TotalMinutes => minutes;

        public ModeChoice Choose(ModeInput input) => new() { Layers = [] };
    }

    private sealed class BareContext(string folder) : IAgentContext
    {
        public string Region => "local";

        public string Folder => folder;

        public IGrainFactory Grains => throw new NotSupportedException();

        public TimeProvider Time => TimeProvider.System;

        public void Log(string message, bool isWarning = false) => message.ShouldNotBeEmpty();
    }
}
