using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using System.Text;

namespace Apex;

/// <summary>Identity of a build of the silo: <c>silo.json</c> names it, and the folder of the silo's private copy is called by it.</summary>
public static class ApexBuild
{
    /// <summary>Twelve hexadecimal digits over name and module version id of every <c>Apex.*.dll</c> in a folder: compilers are deterministic, so equal code is an equal build.</summary>
    /// <exception cref="FileNotFoundException">The folder has no such file.</exception>
    public static string Of(string folder)
    {
        var files = Directory.GetFiles(folder, "Apex.*.dll");
        if (files.Length == 0)
        {
            throw new FileNotFoundException($"no Apex.*.dll in {folder}");
        }

        Array.Sort(files, StringComparer.Ordinal);
        var text = new StringBuilder();
        foreach (var file in files)
        {
            text.Append(Path.GetFileName(file)).Append(' ').Append(ModuleVersion(file)).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..12];
    }

    private static Guid ModuleVersion(string file)
    {
        using var stream = File.OpenRead(file);
        using var image = new PEReader(stream);
        var metadata = image.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }
}
