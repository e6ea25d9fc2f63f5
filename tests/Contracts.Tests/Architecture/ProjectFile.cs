using System.Xml;
using System.Xml.Linq;

namespace Apex.Contracts.Tests.Architecture;

/// <summary>What a project file refers to.</summary>
internal sealed record ProjectFile(string Name, IReadOnlyList<ProjectReference> Projects, IReadOnlyList<string> Packages)
{
    public static ProjectFile Load(string relativePath)
    {
        using var reader = XmlReader.Create(Repository.PathOf(relativePath), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        var document = XDocument.Load(reader);
        return new ProjectFile(
            Path.GetFileNameWithoutExtension(relativePath),
            [.. document.Descendants("ProjectReference").Select(ProjectReference.From)],
            [.. document.Descendants("PackageReference").Select(item => (string)item.Attribute("Include")!)]);
    }
}

/// <param name="Name">File name of the project without its extension.</param>
/// <param name="BuildOnly">True if no type of it is visible to the referring project.</param>
internal sealed record ProjectReference(string Name, bool BuildOnly)
{
    public static ProjectReference From(XElement item) => new(
        Path.GetFileNameWithoutExtension(((string)item.Attribute("Include")!).Replace('\\', '/')),
        string.Equals((string?)item.Attribute("ReferenceOutputAssembly"), "false", StringComparison.OrdinalIgnoreCase));
}
