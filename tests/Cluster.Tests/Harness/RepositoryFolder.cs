namespace Apex.Cluster.Tests.Harness;

/// <summary>The folder of this repository, found from where the tests were built.</summary>
public static class RepositoryFolder
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "Apex.Orleans.sln")))
        {
            folder = System.IO.Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Apex.Orleans.sln is in no folder above the tests");
        }

        return folder;
    }
}
