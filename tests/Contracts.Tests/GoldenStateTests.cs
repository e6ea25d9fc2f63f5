using System.Text;
using System.Text.Json;
using Apex.Agents;
using Apex.Categories;
using Apex.Executions;
using Apex.Layers;
using Apex.Persistence;
using Apex.Planning;
using Apex.Services;

namespace Apex.Contracts.Tests;

/// <summary>State rows as earlier builds wrote them. A file is never edited: a state that gains a field gets a new file beside the old ones.</summary>
public sealed class GoldenStateTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "state");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Deserialize_GoldenFile_ReserialisesWithEverythingItHeld(string file)
    {
        var golden = File.ReadAllBytes(Path.Combine(Folder, file));

        using var before = JsonDocument.Parse(golden);
        using var after = JsonDocument.Parse(Reserialise(file, golden));

        ShouldContain(after.RootElement, before.RootElement, file);
    }

    /// <summary>The last file of each state.</summary>
    public static TheoryData<string> NewestFiles =>
        [.. Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileName(file)!).GroupBy(file => file.Split('.')[0]).Select(files => files.MaxBy(file => int.Parse(file.Split('.')[1]))!)];

    [Theory]
    [MemberData(nameof(NewestFiles))]
    public void Serialize_TodaysRecord_IsTheNewestGoldenFile(string file)
    {
        var golden = File.ReadAllText(Path.Combine(Folder, file)).TrimEnd();

        Encoding.UTF8.GetString(Reserialise(file, Encoding.UTF8.GetBytes(golden))).ShouldBe(golden);
    }

    [Fact]
    public void Deserialize_RowOfABuildThatKnewNoField_HasTheSafeDefaults()
    {
        ApexJson.Serialize(ApexJson.Deserialize<CategoryState>("{}"u8)).ShouldBe(ApexJson.Serialize(new CategoryState()));
        ApexJson.Serialize(ApexJson.Deserialize<LayerState>("{}"u8)).ShouldBe(ApexJson.Serialize(new LayerState()));
        ApexJson.Serialize(ApexJson.Deserialize<ExecutionRecord>("{}"u8)).ShouldBe(ApexJson.Serialize(new ExecutionRecord()));
    }

    [Fact]
    public void Deserialize_EnumAsNumber_IsRefused() =>
        Should.Throw<JsonException>(() => ApexJson.Deserialize<CategoryState>("""{"verdict":1}"""u8));

    [Fact]
    public void Of_SamePlanBuiltInAnotherOrder_HasTheSameHash()
    {
        var one = Plan(("A", "1"), ("B", "2"), ("a", "3"));
        var two = Plan(("a", "3"), ("B", "2"), ("A", "1"));

        PlanHash.Of(two).ShouldBe(PlanHash.Of(one));
        PlanHash.Of(Plan(("A", "1"), ("B", "2"), ("a", "4"))).ShouldNotBe(PlanHash.Of(one));
        PlanHash.Of(one).ShouldBe("8dfe9fa7d517e9a084f06038f5016dc3ac635556c106c08109046b5beee1573d");
    }

    private static ExecutionPlan Plan(params (string Key, string Value)[] environment) => new()
    {
        Project = "demo",
        ProjectFolder = "/demo",
        Mode = "fast_feedback",
        Environment = "test",
        Layers =
        [
            new LayerPlan
            {
                Name = "fast",
                Categories =
                [
                    new CategoryPlan
                    {
                        Name = "unit",
                        Command = ["dotnet", "test"],
                        WorkingDirectory = "/demo",
                        Environment = environment.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal),
                    },
                ],
            },
        ],
    };

    private static byte[] Reserialise(string file, byte[] json) => file.Split('.')[0] switch
    {
        "execution" => ApexJson.Serialize(ApexJson.Deserialize<ExecutionRecord>(json)),
        "layer" => ApexJson.Serialize(ApexJson.Deserialize<LayerState>(json)),
        "category" => ApexJson.Serialize(ApexJson.Deserialize<CategoryState>(json)),
        "controller" => ApexJson.Serialize(ApexJson.Deserialize<ControllerState>(json)),
        "service_pool" => ApexJson.Serialize(ApexJson.Deserialize<ServicePoolState>(json)),
        "plan" => ApexJson.Serialize(ApexJson.Deserialize<ExecutionPlan>(json)),
        var kind => throw new InvalidOperationException($"No record is known for golden files named {kind}"),
    };

    /// <summary>A newer build may add members; it may not lose or change one.</summary>
    private static void ShouldContain(JsonElement after, JsonElement before, string path)
    {
        after.ValueKind.ShouldBe(before.ValueKind, path);
        switch (before.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in before.EnumerateObject())
                {
                    after.TryGetProperty(member.Name, out var value).ShouldBeTrue($"{path}.{member.Name} is lost");
                    ShouldContain(value, member.Value, $"{path}.{member.Name}");
                }

                break;
            case JsonValueKind.Array:
                after.GetArrayLength().ShouldBe(before.GetArrayLength(), path);
                foreach (var (item, index) in before.EnumerateArray().Select((item, index) => (item, index)))
                {
                    ShouldContain(after[index], item, $"{path}[{index}]");
                }

                break;
            default:
                after.GetRawText().ShouldBe(before.GetRawText(), path);
                break;
        }
    }
}
