using System.Reflection;
using System.Runtime.Loader;

namespace Apex.Extensions;

/// <summary>Assemblies of one extension: contracts and framework are the silo's, everything else is its own, whatever the silo uses of the same name.</summary>
/// <remarks>Files are read, not mapped: a rebuild of an extension changes nothing in a silo that runs.</remarks>
internal sealed class ExtensionContext(string assembly) : AssemblyLoadContext(Path.GetFileName(Path.GetDirectoryName(assembly)))
{
    private static readonly string[] SharedBeginnings = ["Orleans.", "Microsoft.Extensions.", "System."];

    /// <summary>Every assembly that the silo itself can load.</summary>
    private static readonly string[] Trusted = (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "").Split(Path.PathSeparator);

    private readonly AssemblyDependencyResolver _resolver = new(assembly);

    public Assembly LoadMain() => FromFile(assembly);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var name = assemblyName.Name ?? "";
        var shared = name == "Apex.Grains.Interfaces" || SharedBeginnings.Any(start => name.StartsWith(start, StringComparison.Ordinal));
        if (shared && Array.Exists(Trusted, path => Path.GetFileNameWithoutExtension(path) == name))
        {
            return null; // the silo's
        }

        return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? FromFile(path) : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    private Assembly FromFile(string path)
    {
        using var file = File.OpenRead(path);
        return LoadFromStream(file);
    }
}
