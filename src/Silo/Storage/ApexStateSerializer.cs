using System.Text.Json;
using Apex.Persistence;
using Orleans.Storage;

namespace Apex.Storage;

/// <summary>Grain states as <see cref="ApexJson"/>; the triggers of the schema read it.</summary>
internal sealed class ApexStateSerializer : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) =>
        new(ApexJson.Serialize(input ?? throw new ArgumentNullException(nameof(input), "A state is never null: clear the row instead")));

    public T Deserialize<T>(BinaryData input) =>
        JsonSerializer.Deserialize(input.ToMemory().Span, ApexJson.TypeInfo<T>())
        ?? throw new InvalidDataException($"A stored {typeof(T).Name} is null");
}
