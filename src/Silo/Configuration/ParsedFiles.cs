using System.Security.Cryptography;
using System.Text;
using Apex.Configuration.Yaml;

namespace Apex.Configuration;

/// <summary>Files as they were parsed, by their content, for a while: a run is planned twice or more from the same text.</summary>
/// <remarks>The key is the content, so a changed file is never answered with what stood in it before.</remarks>
internal sealed class ParsedFiles(YamlLimits limits, TimeProvider time)
{
    /// <summary>How long a parsed file is kept.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(300);

    /// <summary>Files kept at most: two for each of many projects.</summary>
    public const int MostFiles = 64;

    /// <summary>Characters of all kept files together.</summary>
    public const int MostCharacters = 8 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Path, string Hash), Entry> _entries = [];

    /// <param name="File">The file as it was parsed.</param>
    /// <param name="At">When.</param>
    private sealed record Entry(ParsedFile File, long At);

    public ParsedFile Read(ConfigurationFile file)
    {
        var text = file.Text.StartsWith('\uFEFF') ? file.Text[1..] : file.Text;
        var key = (file.Path, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var known) && time.GetElapsedTime(known.At) < Lifetime)
            {
                return known.File;
            }
        }

        var source = new SourceText(file.Path, text);
        var problems = new ProblemBag();
        problems.Know(source);
        var parsed = new ParsedFile(source, YamlReader.Read(source, limits, problems), problems);
        Keep(key, parsed);
        return parsed;
    }

    private void Keep((string Path, string Hash) key, ParsedFile parsed)
    {
        if (parsed.Source.Text.Length > limits.MaxBytes)
        {
            return; // refused unread: nothing to save, much to hold
        }

        lock (_gate)
        {
            foreach (var old in _entries.Where(entry => time.GetElapsedTime(entry.Value.At) >= Lifetime).Select(static entry => entry.Key).ToList())
            {
                _entries.Remove(old);
            }

            _entries[key] = new Entry(parsed, time.GetTimestamp());
            while (_entries.Count > MostFiles || _entries.Sum(static entry => (long)entry.Value.File.Source.Text.Length) > MostCharacters)
            {
                _entries.Remove(_entries.MinBy(static entry => entry.Value.At).Key);
            }
        }
    }
}

/// <param name="Source">Its text.</param>
/// <param name="Root">The document; null if there is none.</param>
/// <param name="Problems">What is wrong with it as YAML. Never changed.</param>
internal sealed record ParsedFile(SourceText Source, YamlNode? Root, ProblemBag Problems);
