namespace Apex.Settings;

/// <summary>A property that an operator may set: its place in the settings file, its environment variable, and what it may be.</summary>
/// <param name="name">Name within its section, snake_case with the unit at the end.</param>
/// <param name="variable">Environment variable; it is stronger than the files.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingAttribute(string name, string variable) : Attribute
{
    public string Name => name;

    public string Variable => variable;

    /// <summary>Smallest number, included.</summary>
    public double Min { get; init; }

    /// <summary>Largest number, included.</summary>
    public double Max { get; init; }

    /// <summary>Pattern of a text, for the whole of it.</summary>
    public string? Pattern { get; init; }

    /// <summary>What is allowed, in the words of a message; made from the type and the range if it is not given.</summary>
    public string? Allowed { get; init; }
}

/// <summary>A record of settings that belong together.</summary>
/// <param name="name">Name in the settings file.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingSectionAttribute(string name) : Attribute
{
    public string Name => name;
}
