using Apex.Categories;
using Apex.Configuration;
using Apex.Planning;

namespace Apex.Client.Tests.Fixtures;

/// <summary>Answers about configurations and plans that tests speak about.</summary>
internal static class ConfigurationSamples
{
    public static ConfigurationProblem Error { get; } = new()
    {
        File = "apex.yaml",
        Line = 3,
        Column = 5,
        Path = "layers.unit.nmae",
        Code = "unknown_key",
        Message = "unknown key 'nmae'; did you mean 'name'?",
        Source = "    nmae: Unit",
    };

    public static ConfigurationProblem Warning { get; } = new()
    {
        File = "apex.yaml",
        Line = 9,
        Column = 11,
        Path = "layers.unit.categories[0].locks",
        Code = "not_enforced_yet",
        Message = "'locks' is not enforced yet",
        Source = "        locks: [db]",
        IsWarning = true,
    };

    public static ConfigurationSummary Summary { get; } = new()
    {
        Project = "shop",
        Environment = "staging",
        Layers =
        [
            new LayerSummary
            {
                Name = "unit",
                Title = "Unit tests",
                Description = "Quick ones.",
                Order = 1,
                Priority = 3,
                Mode = LayerMode.Sequential,
                FailFast = FailFast.Immediate,
                BudgetMs = 120_000,
                MaxParallelInstances = 4,
                MaxMemoryMb = 512,
                MaxCpuPercent = 50,
                Criteria = new SuccessCriteria { MinPassRate = 0.98, MaxFailures = 2 },
                Categories =
                [
                    new CategorySummary { Name = "smoke", TimeoutMs = 60_000, PriorityOrder = 1, Critical = true },
                    new CategorySummary { Name = "unit", TimeoutMs = 90_000, PriorityOrder = 2, DependsOn = ["smoke"], Framework = "pytest" },
                ],
            },
            new LayerSummary
            {
                Name = "nightly",
                Order = 2,
                Priority = 3,
                Background = true,
                BudgetMs = 3_600_000,
                DependsOn = ["unit"],
                RequiredServices = ["postgresql"],
                MaxParallelInstances = 1,
                MaxCpuPercent = 100,
                Categories = [new CategorySummary { Name = "e2e", TimeoutMs = 1_800_000, PriorityOrder = 1 }],
            },
        ],
        Modes =
        [
            new ModeSummary { Name = "mine", Meaning = "from the project's file", Layers = ["unit"], TimeoutMs = 300_000, FromFile = true },
            new ModeSummary { Name = "layered_execution", Aliases = ["nightly"], Meaning = "every layer in order", Layers = ["unit", "nightly"], TimeoutMs = 5_400_000, IsDefault = true },
            new ModeSummary { Name = "fast_feedback", Meaning = "the layer fast_feedback", TimeoutMs = 300_000 },
        ],
    };

    public static EffectiveConfiguration Values { get; } = new()
    {
        Json = """{"project":"shop","layers":{"unit":{"max_duration_minutes":2,"categories":[{"name":"smoke","command":"a\nb"}]}}}""",
        Lines =
        [
            new EffectiveLine { Text = "project: shop", Path = "project", File = "apex.yaml", Line = 2, Column = 10 },
            new EffectiveLine { Text = "layers:" },
            new EffectiveLine { Text = "  unit:" },
            new EffectiveLine { Text = "    max_duration_minutes: 2", Path = "layers.unit.max_duration_minutes", File = "environments/staging.yaml", Line = 4, Column = 27 },
            new EffectiveLine { Text = "    priority: 3", Path = "layers.unit.priority" },
            new EffectiveLine { Text = "    categories:" },
            new EffectiveLine { Text = "      - name: smoke", Path = "layers.unit.categories[0].name", File = "apex.yaml", Line = 6, Column = 15 },
            new EffectiveLine { Text = "        command: |-", Path = "layers.unit.categories[0].command", File = "apex.yaml", Line = 7, Column = 18 },
            new EffectiveLine { Text = "          a" },
            new EffectiveLine { Text = "          b" },
        ],
    };

    public static PlanReply Plan { get; } = new()
    {
        Plan = new ExecutionPlan
        {
            Project = "shop",
            ProjectFolder = "/srv/shop",
            Mode = "layered_execution",
            Environment = "staging",
            InterLayerDelayMs = 5000,
            Services =
            [
                new ServicePlan { Name = "db", Tcp = "127.0.0.1:5432", Start = ["pg_ctl", "start"], Stop = ["pg_ctl", "stop"], WorkingDirectory = "/srv/shop", Remedy = ["start PostgreSQL"] },
                new ServicePlan { Name = "web", Command = ["curl", "-f", "localhost"], WorkingDirectory = "/srv/shop", StartupTimeoutMs = 5_000, DependsOn = ["db"] },
            ],
            Layers =
            [
                new LayerPlan
                {
                    Name = "unit",
                    Title = "Unit tests",
                    Phase = 1,
                    Mode = LayerMode.Sequential,
                    FailFast = FailFast.Immediate,
                    BudgetMs = 120_000,
                    Criteria = new SuccessCriteria { MinPassRate = 0.98, MaxFailures = 2, AllowPartial = true },
                    CustomConfig = """{"flags":["x"]}""",
                    Categories =
                    [
                        new CategoryPlan { Name = "smoke", Command = ["sh", "-c", "echo one\necho two\n"], WorkingDirectory = "/srv/shop", TimeoutMs = 60_000, Critical = true },
                        new CategoryPlan
                        {
                            Name = "unit",
                            Command = ["pytest", "-k", "not slow"],
                            WorkingDirectory = "/srv/shop/api",
                            Environment = new Dictionary<string, string> { ["MODE"] = "fast", ["A"] = "1" },
                            SecretNames = ["API_TOKEN"],
                            TimeoutMs = 90_000,
                            NoOutputTimeoutMs = 30_000,
                            PriorityOrder = 2,
                            DependsOn = ["smoke"],
                            Retry = new RetryRule { Retries = 2, On = [FailureClass.Timeout, FailureClass.Oom] },
                            Results = new ResultsPlan { Format = "junit", Path = "out/*.xml" },
                            Framework = "pytest",
                            CustomSettings = """{"framework":"custom"}""",
                            MemoryLimitMb = 512,
                            Locks = ["db"],
                            Services = ["db", "web"],
                        },
                    ],
                },
                new LayerPlan
                {
                    Name = "nightly",
                    Background = true,
                    BudgetMs = 3_600_000,
                    MaxParallelInstances = 1,
                    DependsOn = ["unit"],
                    Categories = [new CategoryPlan { Name = "e2e", Command = ["./e2e.sh"], WorkingDirectory = "/srv/shop", TimeoutMs = 1_800_000 }],
                },
            ],
        },
        Hash = "3166ed6eb1402412c385773a130b94b2bc218b851bccfb2ae0ae71fe7f740f29",
        Problems = [Warning],
        Omitted =
        [
            new PlanOmission { Layer = "unit", Category = "slow", Code = "not_named", Message = "not named by --category" },
            new PlanOmission { Layer = "load", Code = "not_in_mode", Message = "mode 'layered_execution' does not run it" },
        ],
        Estimate = new PlanEstimate
        {
            DurationMs = 12_340,
            Known = 2,
            Unknown = 1,
            Layers = new Dictionary<string, long> { ["unit"] = 12_340 },
            Categories = new Dictionary<string, long> { ["smoke"] = 2_340, ["unit"] = 10_000 },
            CriticalPath = [new PlanStep { Layer = "unit", Category = "smoke", DurationMs = 2_340 }, new PlanStep { Layer = "unit", Category = "unit", DurationMs = 10_000 }],
        },
    };
}
