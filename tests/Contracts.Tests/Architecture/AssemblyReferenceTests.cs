namespace Apex.Contracts.Tests.Architecture;

/// <summary>The same rules as in the project files, checked on what the compiler made of them.</summary>
public sealed class AssemblyReferenceTests
{
    private static readonly string[] _files =
    [
        "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.Directory", "System.IO.DirectoryInfo",
        "System.IO.StreamReader", "System.IO.StreamWriter", "System.IO.FileSystemWatcher",
    ];

    private static readonly string[] _processesAndSockets =
    [
        "System.Diagnostics.Process", "System.Diagnostics.ProcessStartInfo", "System.Net.Sockets.Socket", "System.Net.Http.HttpClient",
        "System.Runtime.InteropServices.DllImportAttribute", "System.Runtime.InteropServices.LibraryImportAttribute",
    ];

    [Fact]
    public void Interfaces_Assembly_UsesOrleansAndTheFrameworkOnly() =>
        AssemblyFile.Built("src/Grains.Interfaces", "Apex.Grains.Interfaces").Assemblies
            .Where(name => !name.StartsWith("Orleans.", StringComparison.Ordinal) && !name.StartsWith("System.", StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Fact]
    public void Grains_Assembly_UsesNoStorageYamlOrHost()
    {
        string[] forbidden = ["Microsoft.Data.Sqlite", "System.Data", "Dapper", "YamlDotNet", "System.Diagnostics.Process", "Apex.Silo", "Microsoft.AspNetCore"];

        AssemblyFile.Built("src/Grains", "Apex.Grains").Assemblies
            .Where(name => forbidden.Any(start => name.StartsWith(start, StringComparison.Ordinal)))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Grains_Assembly_TouchesNoProcessFileOrSocket() =>
        AssemblyFile.Built("src/Grains", "Apex.Grains").Types
            .Intersect([.. _files, .. _processesAndSockets], StringComparer.Ordinal)
            .ShouldBeEmpty();

    [Fact]
    public void Interfaces_Assembly_TouchesNoProcessOrSocket() =>
        AssemblyFile.Built("src/Grains.Interfaces", "Apex.Grains.Interfaces").Types.Intersect(_processesAndSockets, StringComparer.Ordinal).ShouldBeEmpty();

    [Fact]
    public void Client_Assembly_SeesNeitherSiloNorGrains()
    {
        string[] forbidden = ["Apex.Silo", "Apex.Grains", "Orleans.Runtime", "YamlDotNet", "Microsoft.Data.Sqlite"];

        AssemblyFile.Built("src/Client", "apex").Assemblies.Intersect(forbidden, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void Silo_Assembly_UsesNoProcessClass() =>
        AssemblyFile.Built("src/Silo", "Apex.Silo").Types
            .Intersect(["System.Diagnostics.Process", "System.Diagnostics.ProcessStartInfo"], StringComparer.Ordinal)
            .ShouldBeEmpty("it would reap the runner's children (docs/adr/0002)");

    [Fact]
    public void AssemblyFile_OfTheseTests_SeesTypesAndAssembliesThatTheyUse()
    {
        var own = AssemblyFile.Built("tests/Contracts.Tests", "Apex.Contracts.Tests");

        own.Assemblies.ShouldContain("Apex.Grains.Interfaces");
        own.Types.ShouldContain("System.IO.File");
    }
}
