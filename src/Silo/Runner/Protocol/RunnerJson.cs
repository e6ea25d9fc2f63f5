using System.Text.Json.Serialization;

namespace Apex.Runner;

/// <summary>JSON of the journal, the socket and the context files.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(AttemptIdJson)])]
[JsonSerializable(typeof(JournalRecord))]
[JsonSerializable(typeof(RunnerFrame))]
[JsonSerializable(typeof(ExecutionContextSpec))]
internal sealed partial class RunnerJson : JsonSerializerContext;
