namespace Apex.Silo.Tests.Extensions;

/// <summary>An <c>extensions/</c> folder of a test's own.</summary>
internal sealed class ExtensionFolder : IDisposable
{
    public const string Example = "Apex.Example";

    public string Root { get; } = Directory.CreateTempSubdirectory("apex-extensions-").FullName;

    /// <summary>The example as it was built beside these tests.</summary>
    public static string Built
    {
        get
        {
            var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            return Path.Combine(RepositoryFolder.Path, "config", "examples", "extension", "Example", "bin", here.Parent!.Name, here.Name);
        }
    }

    /// <summary>Puts the example in, under another name if one is given.</summary>
    public string AddExample(string name = Example)
    {
        var folder = Add(name);
        foreach (var file in Directory.EnumerateFiles(Built))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file).Replace(Example, name, StringComparison.Ordinal)));
        }

        return folder;
    }

    /// <summary>Puts one file in as an extension's assembly.</summary>
    public string Add(string name, string? assembly = null)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root, name)).FullName;
        if (assembly is not null)
        {
            File.Copy(assembly, Path.Combine(folder, name + ".dll"));
        }

        return folder;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
