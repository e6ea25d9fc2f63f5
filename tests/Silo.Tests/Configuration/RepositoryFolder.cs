namespace Apex.Silo.Tests;

/// <summary>The folder of this repository, found from where the tests were built.</summary>
internal static class RepositoryFolder
{
    public static string Path { get; } = Find();

    public static string Read(string file) => File.ReadAllText(System.IO.Path.Combine(Path, file));

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Apex.Orleans.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("Apex.Orleans.sln is in no folder above the tests");
    }
}
