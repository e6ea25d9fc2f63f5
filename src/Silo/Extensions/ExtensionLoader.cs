using System.Reflection;
using Apex.Agents;
using Apex.Planning.Modes;

namespace Apex.Extensions;

/// <summary>Loads every extension of a folder. One that is broken is a problem with a reason, never an exception: the silo starts without it.</summary>
/// <remarks><c>extensions/NAME/NAME.dll</c>, with its dependencies beside it as a build leaves them. Folders in the order of their names; the first to give a name has it.</remarks>
internal static class ExtensionLoader
{
    private const UnixFileMode OthersMayWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <param name="root">The folder; need not exist.</param>
    public static LoadedExtensions Load(string root)
    {
        var names = new ExtensionNames();
        List<LoadedExtension> loaded = [];
        List<ExtensionProblem> problems = [];
        foreach (var folder in Folders(root, problems))
        {
            var assembly = Path.Combine(folder, Path.GetFileName(folder) + ".dll");
            try
            {
                CheckFiles(folder, assembly);
                var extension = Create(folder, new ExtensionContext(assembly).LoadMain());
                names.Take(extension);
                loaded.Add(extension);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                problems.Add(new ExtensionProblem(folder, assembly, ReasonOf(error)));
            }
        }

        return new LoadedExtensions(loaded, problems);
    }

    private static IEnumerable<string> Folders(string root, List<ExtensionProblem> problems)
    {
        try
        {
            return Directory.Exists(root)
                ? [.. Directory.EnumerateDirectories(root).Where(static folder => !Path.GetFileName(folder).StartsWith('.')).Order(StringComparer.Ordinal)]
                : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add(new ExtensionProblem(root, root, $"cannot be read: {error.Message}"));
            return [];
        }
    }

    private static void CheckFiles(string folder, string assembly)
    {
        if (!File.Exists(assembly))
        {
            throw new ExtensionException($"is missing: an extension's assembly has the name of its folder");
        }

        foreach (var path in (string[])[folder, assembly])
        {
            if ((File.GetUnixFileMode(path) & OthersMayWrite) != UnixFileMode.None)
            {
                throw new ExtensionException($"{(path == folder ? "its folder" : "it")} can be written by others than its owner; chmod go-w {path}");
            }
        }
    }

    private static LoadedExtension Create(string folder, Assembly assembly)
    {
        var modes = new List<IExecutionMode>();
        var agents = new List<IAgentExtension>();
        foreach (var type in assembly.GetExportedTypes().Where(static type => type is { IsClass: true, IsAbstract: false }))
        {
            if (typeof(IExecutionMode).IsAssignableFrom(type))
            {
                modes.Add(new ExtensionMode(New<IExecutionMode>(type)));
            }

            if (typeof(IAgentExtension).IsAssignableFrom(type))
            {
                agents.Add(New<IAgentExtension>(type));
            }
        }

        return modes.Count + agents.Count > 0
            ? new LoadedExtension(folder, modes, agents)
            : throw new ExtensionException($"has no public class that implements {nameof(IExecutionMode)} or {nameof(IAgentExtension)}");
    }

    private static T New<T>(Type type) =>
        type.GetConstructor(Type.EmptyTypes) is null
            ? throw new ExtensionException($"{type.FullName} has no public constructor without parameters")
            : (T)Activator.CreateInstance(type)!;

    private static string ReasonOf(Exception error) => error switch
    {
        ExtensionException => error.Message,
        BadImageFormatException => "is not a .NET assembly for this runtime",
        TargetInvocationException { InnerException: { } inner } => $"its constructor failed: {inner.Message}",
        MissingMemberException or TypeLoadException or ReflectionTypeLoadException => $"was built against other contracts; build it against this build's Apex.Grains.Interfaces.dll: {error.Message}",
        FileNotFoundException missing => $"a dependency is missing: {missing.FileName ?? missing.Message}; copy the whole build output",
        _ => error.Message,
    };
}

/// <summary>What is wrong with an extension, in the words of its problem.</summary>
internal sealed class ExtensionException(string message) : Exception(message);
