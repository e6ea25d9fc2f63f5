using Apex.Output;

namespace Apex.Init;

/// <summary>.NET: a solution, else the test projects.</summary>
internal static class DotnetProject
{
    private const int MostProjects = 20;
    private const string VsTestReport = " --logger trx --results-directory \"$APEX_RESULTS_DIR\"";

    private static readonly EnumerationOptions _near = new() { RecurseSubdirectories = true, MaxRecursionDepth = 3, IgnoreInaccessible = true };

    public static IEnumerable<TestCommand> Find(string folder)
    {
        var solution = Directory.EnumerateFiles(folder).Where(file => Path.GetExtension(file) is ".sln" or ".slnx").Order(StringComparer.Ordinal).FirstOrDefault();
        if (solution is not null)
        {
            return [Command("dotnet", Path.GetFileName(solution), folder)];
        }

        var projects = Directory.EnumerateFiles(folder, "*.csproj", _near).Order(StringComparer.Ordinal).ToList();
        var tests = projects.Where(IsTestProject).Take(MostProjects).ToList();
        return tests.Count switch
        {
            0 => [],
            1 => [Command("dotnet", Path.GetRelativePath(folder, tests[0]), folder)],
            _ => tests.Select((project, index) => Command(Name(project, index, tests), Path.GetRelativePath(folder, project), folder)),
        };
    }

    private static TestCommand Command(string name, string path, string folder)
    {
        var platform = UsesTestingPlatform(folder);
        var reports = !platform || HasTrxExtension(folder);
        var target = platform ? $"{(Path.GetExtension(path) == ".csproj" ? "--project" : "--solution")} {CommandText.Word(path)}" : CommandText.Word(path);
        return new TestCommand
        {
            Name = name,
            Command = $"dotnet test {target}{(platform ? "" : VsTestReport)}",
            FoundBy = path,
            Framework = "dotnet",
            Report = reports ? "trx" : null,
        };
    }

    /// <summary>global.json says which of the two runners <c>dotnet test</c> uses; they take different flags.</summary>
    private static bool UsesTestingPlatform(string folder) => Contains(Path.Combine(folder, "global.json"), "Microsoft.Testing.Platform");

    private static bool HasTrxExtension(string folder) =>
        Directory.EnumerateFiles(folder, "*.csproj", _near).Concat(Directory.EnumerateFiles(folder, "Directory.*.props"))
            .Any(file => Contains(file, "Microsoft.Testing.Extensions.TrxReport") || Contains(file, "MSTest.Sdk"));

    private static bool IsTestProject(string project) =>
        Contains(project, "Microsoft.NET.Test.Sdk") || Contains(project, "MSTest.Sdk") || Contains(project, "xunit.v3") || Contains(project, "TUnit") || Contains(project, "<IsTestProject>true");

    private static bool Contains(string file, string text) => File.Exists(file) && File.ReadAllText(file).Contains(text, StringComparison.OrdinalIgnoreCase);

    private static string Name(string project, int index, List<string> all)
    {
        var name = CategoryName.From(Path.GetFileNameWithoutExtension(project));
        var same = all.Take(index).Count(other => CategoryName.From(Path.GetFileNameWithoutExtension(other)) == name);
        return same == 0 ? name : $"{name}_{same + 1}";
    }
}
