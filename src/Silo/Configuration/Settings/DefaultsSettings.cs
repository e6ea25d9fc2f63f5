using Apex.Configuration.Binding;

namespace Apex.Configuration.Settings;

/// <summary><c>defaults</c>: what a category has that does not say otherwise.</summary>
internal sealed record DefaultsSettings
{
    [Field("Command of categories that have none; {category} and {layer} are replaced by the names.")]
    public CommandSetting? Command { get; init; }

    [Field("Wall-clock limit of one attempt.", Unit = "seconds", Min = 1, Max = 86400)]
    public int TimeoutSeconds { get; init; } = 300;

    [Field("Program that runs text commands, called with -c.")]
    public string Shell { get; init; } = "sh";

    [Field("Variables added to the caller's environment: text, or {value, secret: true}.", Pattern = NamePattern.Variable)]
    public OrderedDictionary<string, EnvValue> Env { get; init; } = [];

    [Field("Folder to run in, relative to the project folder.")]
    public string WorkingDirectory { get; init; } = ".";

    [Field("Attempts beyond the first.", Min = 0, Max = 10)]
    public int Retries { get; init; }

    [Field("Decides report flags, the meaning of exit codes and filter syntax.",
        OneOf = ["dotnet", "pytest", "jest", "vitest", "go", "cargo", "nextest", "generic"])]
    public string Framework { get; init; } = "generic";
}
