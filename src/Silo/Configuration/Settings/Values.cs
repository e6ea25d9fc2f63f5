namespace Apex.Configuration.Settings;

/// <summary>A command: a text for the shell, or a list that is run directly.</summary>
internal sealed record CommandSetting
{
    /// <summary>Text for the shell; null for a list.</summary>
    public string? Text { get; init; }

    /// <summary>Program and arguments; null for a text.</summary>
    public IReadOnlyList<string>? List { get; init; }
}

/// <summary>Value of an environment variable.</summary>
/// <param name="Value">The value.</param>
/// <param name="Secret">True keeps it out of plans, state, logs and events.</param>
internal sealed record EnvValue(string Value, bool Secret)
{
    public override string ToString() => Secret ? "***" : Value;
}

/// <summary>A map that Apex hands on without reading it.</summary>
/// <param name="Json">The map as a JSON object, keys in the order of the file.</param>
internal sealed record FreeMap(string Json);
