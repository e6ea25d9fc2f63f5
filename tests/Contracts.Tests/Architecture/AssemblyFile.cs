using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Apex.Contracts.Tests.Architecture;

/// <summary>What a compiled assembly really uses, read from its metadata without loading it.</summary>
internal sealed record AssemblyFile(IReadOnlyList<string> Assemblies, IReadOnlyList<string> Types)
{
    /// <summary>Reads the assembly that was built beside these tests, in the same configuration.</summary>
    public static AssemblyFile Built(string project, string assembly)
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Load(Repository.PathOf(Path.Combine(project, "bin", framework.Parent!.Name, framework.Name, assembly + ".dll")));
    }

    private static AssemblyFile Load(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        return new AssemblyFile(
            [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))],
            [.. metadata.TypeReferences.Select(handle => FullName(metadata, metadata.GetTypeReference(handle)))]);
    }

    private static string FullName(MetadataReader metadata, TypeReference type) =>
        $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
}
