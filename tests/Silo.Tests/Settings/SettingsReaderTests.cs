using Apex.Settings;

namespace Apex.Silo.Tests.Settings;

public sealed class SettingsReaderTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("apex-settings-").FullName;

    [Fact]
    public void Read_Nothing_IsTheDefaults() => Text(Read()).ShouldBe(Text(new SiloSettings()));

    [Fact]
    public void Read_FilesVariableAndFlag_EachIsStrongerThanTheOneBefore()
    {
        Write("a.json", """{ "agents": { "heartbeat_seconds": 1, "minimum_required": 2 }, "idle_minutes": 7, "log": { "level": "debug" } }""");
        Write("b.json", """{ "agents": { "heartbeat_seconds": 2 } }""");

        var settings = Read([("APEX_IDLE_MINUTES", "8"), ("APEX_SLOTS", "9")], "capacity.slots=10");

        settings.Agents.HeartbeatSeconds.ShouldBe(2);
        settings.Agents.MinimumRequired.ShouldBe(2);
        settings.IdleMinutes.ShouldBe(8);
        settings.Capacity.Slots.ShouldBe(10);
        settings.Log.Level.ShouldBe(LogDetail.Debug);
        settings.Agents.StaleSeconds.ShouldBe(30);
    }

    [Fact]
    public void Read_ManyMistakes_AreToldAtOnceWithSourceAndWhatIsAllowed()
    {
        var file = Write("local.json", """{ "agents": { "heartbeat_secnds": 1, "minimum_required": 9, "layer_execution": 1 }, "ports": 5, "log": { "level": "Loud" }, "region": "Über" }""");

        var lines = Should.Throw<FormatException>(() => Read([("APEX_HTTP_PORT", "70000"), ("APEX_SLOTS", "x")], "grace=3", "idle_minutes=0", "nonsense")).Message.Split('\n');

        lines.ShouldBe(
            [
                $"agents.heartbeat_secnds ({file}:1:35) is no setting; did you mean 'agents.heartbeat_seconds'?",
                $"agents.minimum_required is '9' ({file}:1:58): expected a whole number, 1–5",
                $"agents.layer_execution is '1' ({file}:1:80): expected true or false",
                $"ports ({file}:1:94) is no setting",
                $"log.level is 'Loud' ({file}:1:115): expected debug, information, warning, error",
                $"region is 'Über' ({file}:1:135): expected a lower-case letter, then up to 30 letters, digits and '-'",
                "ports.http is '70000' (APEX_HTTP_PORT): expected a whole number, 0–65535",
                "capacity.slots is 'x' (APEX_SLOTS): expected a whole number, 1–1024",
                "grace (--set) is no setting",
                "idle_minutes is '0' (--set): expected a number, 0.01–10080",
                "--set nonsense: expected NAME=VALUE",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public void Read_AMistake_IsToldWithLineAndColumnInCharacters()
    {
        var file = Write("local.json", "{\n  // ä\n  \"agents\": { \"minimum_required\": 1, },\n\t/* ü */ \"idle_minutes\": \"soon\",\n \"idle_minutes\": 3 }");

        var lines = Should.Throw<FormatException>(() => Read()).Message.Split('\n');

        lines.ShouldBe([$"idle_minutes is 'soon' ({file}:4:26): expected a number, 0.01–10080", $"idle_minutes ({file}:5:18) stands there twice"]);
    }

    [Fact]
    public void Read_ARelationThatDoesNotHold_NamesBothSourcesBesideTheOtherMistakes()
    {
        var file = Write("local.json", """{ "agents": { "heartbeat_seconds": 20 }, "idle_minutes": "soon" }""");

        var lines = Should.Throw<FormatException>(() => Read([("APEX_CPU_WARNING_PERCENT", "95")], "thresholds.cpu_critical_percent=94")).Message.Split('\n');

        lines.ShouldBe(
            [
                $"idle_minutes is 'soon' ({file}:1:58): expected a number, 0.01–10080",
                $"agents.stale_seconds is 30 (default): expected more than two heartbeats, and agents.heartbeat_seconds is 20 ({file}:1:36)",
                "thresholds.cpu_warning_percent is 95 (APEX_CPU_WARNING_PERCENT): expected at most thresholds.cpu_critical_percent, 94 (--set)",
            ]);
    }

    [Theory]
    [InlineData("{ \"idle_minutes\": 1, \"idle_minutes\": 2 }", "stands there twice")]
    [InlineData("{ \"idle_minutes\": ", ":1:")]
    [InlineData("[]", "expected a JSON object")]
    [InlineData("{ \"agents\": { \"heartbeat_seconds\": 20 } }", "more than two heartbeats")]
    [InlineData("{ \"thresholds\": { \"cpu_warning_percent\": 95 } }", "at most thresholds.cpu_critical_percent, 90")]
    [InlineData("{ \"ports\": { \"http\": 4711, \"silo\": 4711 } }", "4711 is given to two")]
    [InlineData("{ \"grants\": { \"prod\": \"shop\" } }", null)]
    [InlineData("{ \"grants\": { \"prod\": [1] } }", "names of projects")]
    [InlineData("{ \"grants\": { \"real_llm\": \"none\", \"prod\": \"shop\" } }", null)]
    public void Read_AFile_IsTakenOrTheMistakeIsTold(string text, string? message)
    {
        Write("x.json", text);

        if (message is null)
        {
            Read().Grants.Prod.ShouldBe(["shop"]);
        }
        else
        {
            Should.Throw<FormatException>(() => Read()).Message.ShouldContain(message);
        }
    }

    [Fact]
    public void Read_TheShippedExample_IsTheDefaults()
    {
        Write("local.json", RepositoryFolder.Read("config/silo/local.json"));

        Text(Read()).ShouldBe(Text(new SiloSettings()));
    }

    /// <summary>The table of docs/operating.md is what the code says, both ways.</summary>
    [Fact]
    public void Table_OfTheOperatingGuide_IsWhatTheCodeSays()
    {
        var rows = RepositoryFolder.Read("docs/operating.md").Split('\n')
            .SkipWhile(line => line != "## Settings").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => string.Join(" | ", line.Split('|', StringSplitOptions.TrimEntries).Skip(1).Take(4)))
            .Where(row => row.Contains(" | `APEX_", StringComparison.Ordinal));

        rows.ShouldBe(SettingDefinition.All.Select(setting => $"`{setting.Name}` | `{setting.Variable}` | {setting.DefaultText} | {setting.Allowed}"));
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private SiloSettings Read((string Name, string Value)[]? variables = null, params string[] flags) =>
        SettingsReader.Read(_home, flags, name => variables?.FirstOrDefault(variable => variable.Name == name).Value);

    private static string Text(SiloSettings settings) => System.Text.Json.JsonSerializer.Serialize(settings);

    private string Write(string name, string text)
    {
        var folder = Directory.CreateDirectory(SettingsReader.FolderOf(_home)).FullName;
        File.WriteAllText(Path.Combine(folder, name), text);
        return Path.Combine(folder, name);
    }
}
