using Apex.Agents;
using Apex.Planning.Modes;

namespace Apex.Extensions;

/// <summary>What a silo found in its <c>extensions/</c> folder.</summary>
/// <param name="Extensions">Those that were loaded, by name of their folder.</param>
/// <param name="Problems">Those that were not.</param>
internal sealed record LoadedExtensions(IReadOnlyList<LoadedExtension> Extensions, IReadOnlyList<ExtensionProblem> Problems)
{
    public IEnumerable<IExecutionMode> Modes => Extensions.SelectMany(static extension => extension.Modes);
}

/// <summary>One extension with what it adds.</summary>
/// <param name="Folder">Its folder, absolute.</param>
/// <param name="Modes">Modes that it adds.</param>
/// <param name="Agents">Agents that it adds.</param>
internal sealed record LoadedExtension(string Folder, IReadOnlyList<IExecutionMode> Modes, IReadOnlyList<IAgentExtension> Agents)
{
    public string Name => Path.GetFileName(Folder);
}

/// <summary>An extension that the silo goes without.</summary>
/// <param name="Folder">Its folder, absolute.</param>
/// <param name="File">The file that is wrong, absolute.</param>
/// <param name="Reason">What is wrong, and what to do.</param>
internal sealed record ExtensionProblem(string Folder, string File, string Reason)
{
    public string Name => Path.GetFileName(Folder);

    public override string ToString() => $"{File}: {Reason}";
}
