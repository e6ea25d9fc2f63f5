using System.Text;

namespace Apex.Contracts.Tests.Wire;

/// <summary>
/// A message as an earlier build put it on the wire, and what it meant: <c>Golden/wire/&lt;alias&gt;.&lt;shape&gt;.txt</c>.
/// A shape is the set of a type's own fields: a new field makes the next shape, and the older files stay as they are.
/// </summary>
internal sealed record WireGolden(int Shape, byte[] Bytes, IReadOnlyDictionary<string, string> Fields)
{
    private const string Folder = "tests/Contracts.Tests/Golden/wire";
    private const string Separator = " = ";

    /// <summary>Goldens of a type, oldest first.</summary>
    public static IReadOnlyList<WireGolden> Of(string alias)
    {
        var folder = Directory.CreateDirectory(Repository.PathOf(Folder));
        return [.. folder.EnumerateFiles($"{alias}.*.txt")
            .Select(file => (File: file, Number: file.Name[(alias.Length + 1)..^".txt".Length]))
            .Where(entry => int.TryParse(entry.Number, out _))
            .Select(entry => Read(entry.File.FullName, int.Parse(entry.Number)))
            .OrderBy(golden => golden.Shape)];
    }

    /// <summary>Aliases that have a file.</summary>
    public static IEnumerable<string> Aliases() =>
        Directory.EnumerateFiles(Repository.PathOf(Folder)).Select(file => Path.GetFileName(file)).Select(name => name[..name[..^".txt".Length].LastIndexOf('.')]).Distinct();

    /// <summary>Writes a new file. An existing one is never changed.</summary>
    public void Write(string alias)
    {
        var text = new StringBuilder()
            .Append(alias).Append(", shape ").Append(Shape).Append(": an earlier build's bytes. Never edited (CONTRIBUTING.md, \"Contracts\").\n")
            .AppendJoin('\n', Convert.ToBase64String(Bytes).Chunk(120).Select(chunk => new string(chunk))).Append("\n\n")
            .AppendJoin('\n', Fields.Select(field => field.Key + Separator + field.Value)).Append('\n');
        using var file = new FileStream(Repository.PathOf($"{Folder}/{alias}.{Shape}.txt"), FileMode.CreateNew);
        file.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static WireGolden Read(string path, int shape)
    {
        var lines = File.ReadAllLines(path);
        var end = Array.IndexOf(lines, "");
        var fields = lines.Skip(end + 1).Select(line => line.Split(Separator, 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        return new WireGolden(shape, Convert.FromBase64String(string.Concat(lines[1..end])), fields);
    }
}
