using System.Text.Json.Serialization;
using Apex.Agents;
using Apex.Categories;
using Apex.Executions;
using Apex.Layers;
using Apex.Planning;
using Apex.Results;
using Apex.Services;

namespace Apex.Persistence;

/// <summary>Types that go to disk as JSON. A new state record gets a line here and a golden file.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters =
    [
        typeof(SnakeCaseEnum<Verdict>),
        typeof(SnakeCaseEnum<FailureClass>),
        typeof(SnakeCaseEnum<StepState>),
        typeof(SnakeCaseEnum<ExecutionState>),
        typeof(SnakeCaseEnum<LayerMode>),
        typeof(SnakeCaseEnum<FailFast>),
        typeof(SnakeCaseEnum<TestStatus>),
        typeof(SnakeCaseEnum<ServicePhase>),
        typeof(UtcTime),
        typeof(SortedMap),
    ])]
[JsonSerializable(typeof(ExecutionRecord))]
[JsonSerializable(typeof(LayerState))]
[JsonSerializable(typeof(CategoryState))]
[JsonSerializable(typeof(ControllerState))]
[JsonSerializable(typeof(ServicePoolState))]
[JsonSerializable(typeof(ExecutionPlan))]
[JsonSerializable(typeof(TestResult))]
internal sealed partial class ApexJsonContext : JsonSerializerContext;
