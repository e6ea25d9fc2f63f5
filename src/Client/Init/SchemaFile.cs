namespace Apex.Init;

/// <summary>The JSON Schema that this build's silo reads configurations by, carried as a file of the client: no silo is needed to print it.</summary>
internal static class SchemaFile
{
    public const string Name = "apex.schema.json";

    public static string Text()
    {
        using var stream = typeof(SchemaFile).Assembly.GetManifestResourceStream($"Apex.Init.{Name}") ?? throw new InvalidOperationException($"{Name} is not in the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
