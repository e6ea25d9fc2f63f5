using System.Reflection;
using Apex.Configuration;

namespace Apex.Settings;

/// <summary>Reads files, variables and flags into <see cref="SiloSettings"/>, and tells everything that is wrong at once.</summary>
internal sealed class SettingsReader
{
    private readonly Dictionary<SettingDefinition, object> _values = [];
    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];

    /// <summary>Folder of the files, in a home.</summary>
    public static string FolderOf(string home) => Path.Combine(home, "config", "silo");

    /// <param name="home">The home, absolute.</param>
    /// <param name="flags">Each <c>NAME=VALUE</c>.</param>
    /// <param name="variable">Reads the environment.</param>
    /// <exception cref="FormatException">Something is wrong; a line for each, with setting, source and what is allowed.</exception>
    public static SiloSettings Read(string home, IEnumerable<string> flags, Func<string, string?> variable)
    {
        var reader = new SettingsReader();
        foreach (var file in Files(home))
        {
            SettingsFile.Read(file, reader.Find, reader.Take, reader._problems);
        }

        foreach (var setting in SettingDefinition.All)
        {
            if (variable(setting.Variable) is { Length: > 0 } text)
            {
                reader.Take(setting, setting.Parse(text), text, setting.Variable);
            }
        }

        foreach (var flag in flags)
        {
            reader.TakeFlag(flag);
        }

        var settings = reader.Build();
        reader._problems.AddRange(SettingsRules.Faults(settings, name => reader._sources.GetValueOrDefault(name, "default")));
        return reader._problems.Count == 0 ? settings : throw new FormatException(string.Join('\n', reader._problems));
    }

    private static IEnumerable<string> Files(string home)
    {
        var folder = FolderOf(home);
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal) : [];
    }

    private void TakeFlag(string flag)
    {
        var equals = flag.IndexOf('=');
        var name = equals < 0 ? flag : flag[..equals];
        if (equals < 0)
        {
            _problems.Add($"--set {flag}: expected NAME=VALUE");
        }
        else if (Find(name, "--set") is { } setting)
        {
            Take(setting, setting.Parse(flag[(equals + 1)..]), flag[(equals + 1)..], "--set");
        }
    }

    private SettingDefinition? Find(string name, string source)
    {
        var setting = SettingDefinition.All.FirstOrDefault(setting => setting.Name == name);
        if (setting is null)
        {
            _problems.Add($"{name} ({source}) is no setting{Suggestion.For(name, SettingDefinition.All.Select(static setting => setting.Name))}");
        }

        return setting;
    }

    private void Take(SettingDefinition setting, object? value, string text, string source)
    {
        if (value is null)
        {
            _problems.Add($"{setting.Name} is '{Shown(text)}' ({source}): expected {setting.Allowed}");
        }
        else
        {
            _values[setting] = value;
            _sources[setting.Name] = source;
        }
    }

    private static string Shown(string text) => text.Length > 80 ? text[..80] + "…" : text.ReplaceLineEndings(" ");

    private SiloSettings Build()
    {
        var settings = new SiloSettings();
        foreach (var (setting, value) in _values)
        {
            object target = settings;
            if (setting.Section is { } section)
            {
                target = typeof(SiloSettings).GetProperties().Single(property => property.GetCustomAttribute<SettingSectionAttribute>()?.Name == section).GetValue(settings)!;
            }

            setting.Property.SetValue(target, value); // the records are new and not yet seen by anybody
        }

        return settings;
    }
}
