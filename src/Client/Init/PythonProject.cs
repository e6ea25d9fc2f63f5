namespace Apex.Init;

/// <summary>Python: anything that pytest finds its settings in.</summary>
internal static class PythonProject
{
    private static readonly string[] _files = ["pytest.ini", "pyproject.toml", "setup.cfg", "tox.ini"];

    public static IEnumerable<TestCommand> Find(string folder)
    {
        var mark = _files.FirstOrDefault(file => Says(Path.Combine(folder, file)));
        return mark is null ? [] :
        [
            new TestCommand { Name = "pytest", Command = "python3 -m pytest", FoundBy = mark, Framework = "pytest", Report = "junit" },
        ];
    }

    /// <summary>The first two are Python's own; the others are only pytest's if they say so.</summary>
    private static bool Says(string file) => File.Exists(file) && Path.GetFileName(file) switch
    {
        "setup.cfg" => File.ReadAllText(file).Contains("[tool:pytest]", StringComparison.Ordinal),
        "tox.ini" => File.ReadAllText(file).Contains("[pytest]", StringComparison.Ordinal),
        _ => true,
    };
}
