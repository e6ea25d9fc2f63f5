namespace Apex.Planning.Modes;

/// <summary>A mode that a file only configures, where no mode in code has its id: running something else in its place would be a lie.</summary>
internal sealed class MissingMode(string id) : IExecutionMode
{
    public string Id => id;

    public string Meaning => "configured here, but no mode in code of this id is loaded";

    public ModeChoice Choose(ModeInput input) =>
        throw new InvalidOperationException("it has only a custom_config, and no mode in code of this id is loaded; see 'apex doctor' for extensions, or name its layers");
}
