namespace Apex.Runner;

/// <summary>Which silo a runner keeps alive.</summary>
/// <param name="Program">Program and arguments before the silo's own.</param>
/// <param name="Build">Build of its binaries.</param>
internal sealed record SiloCommand(IReadOnlyList<string> Program, string Build)
{
    /// <summary>Settings as flags, each <c>NAME=VALUE</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    private const string Name = "Apex.Silo";

    /// <summary>Build of the binaries that run here, by the name that clients know it by.</summary>
    public static string OwnBuild => ApexBuild.Of(AppContext.BaseDirectory);

    /// <summary>Folder of a private copy, or a program that is the silo.</summary>
    public static SiloCommand From(string folderOrProgram, string build)
    {
        if (File.Exists(folderOrProgram))
        {
            return new SiloCommand([folderOrProgram], build);
        }

        var native = Path.Combine(folderOrProgram, Name);
        return new SiloCommand(File.Exists(native) ? [native] : [DotNet(), native + ".dll"], build);
    }

    /// <summary>Program and arguments of this very program, for another verb of it.</summary>
    public static IReadOnlyList<string> Own()
    {
        var native = Path.Combine(AppContext.BaseDirectory, Name);
        return File.Exists(native) ? [native] : [DotNet(), native + ".dll"];
    }

    public IReadOnlyList<string> ToStart(string home) => [.. Program, "silo", "--home", home, .. Settings.SelectMany(static setting => new[] { "--set", setting })];

    private static string DotNet() =>
        Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "/usr/bin/dotnet";
}
