namespace Apex.Client.Tests.Fixtures;

/// <summary>Compares with a file under <c>Golden/</c>; <c>APEX_UPDATE_GOLDEN=1</c> writes it instead.</summary>
internal static class Golden
{
    public static void Check(string name, string actual)
    {
        var file = Path.Combine(Root(), "tests", "Client.Tests", "Golden", name);
        if (Environment.GetEnvironmentVariable("APEX_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(file, actual);
        }

        actual.ShouldBe(File.ReadAllText(file), $"{name}: a change of a public document. If it is meant, run the tests with APEX_UPDATE_GOLDEN=1 and look at the difference");
    }

    public static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Apex.Orleans.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException($"no Apex.Orleans.sln above {AppContext.BaseDirectory}");
        }

        return folder;
    }
}
