namespace Apex.Original;

/// <summary>A command line in the original's spelling: its flags with their values, and what it does not know, as it stood.</summary>
internal sealed class OldLine
{
    private readonly Dictionary<string, List<string>> _given = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly List<string> _others = [];

    private OldLine()
    {
    }

    /// <summary>Words that are no flags of the original: options of today's verbs.</summary>
    public IReadOnlyList<string> Others => _others;

    /// <summary>Flags that were given and that nothing has asked for.</summary>
    public IEnumerable<OldFlag> Unused => OldFlags.All.Where(flag => _given.ContainsKey(flag.Name) && !_used.Contains(flag.Name));

    /// <summary>True if the line begins with a flag of the original, before any verb. Options of every verb may stand before it.</summary>
    /// <param name="arguments">The words.</param>
    /// <param name="takesValue">Whether a global option of today takes a value; null for words that are none.</param>
    public static bool Is(IReadOnlyList<string> arguments, Func<string, bool?> takesValue)
    {
        for (var at = 0; at < arguments.Count; at++)
        {
            var (name, value) = Split(arguments[at]);
            if (takesValue(name) is { } withValue)
            {
                at += withValue && value is null ? 1 : 0;
                continue;
            }

            return OldFlags.Find(name) is not null;
        }

        return false;
    }

    /// <exception cref="CliException">A flag lacks its value, or has one too many.</exception>
    public static OldLine Read(IReadOnlyList<string> arguments)
    {
        var line = new OldLine();
        for (var at = 0; at < arguments.Count;)
        {
            var (name, value) = Split(arguments[at]);
            if (OldFlags.Find(name) is not { } flag)
            {
                line._others.Add(arguments[at++]);
                continue;
            }

            at++;
            var values = value is null ? Following(arguments, at, flag.Arity) : [value];
            at += value is null ? values.Count : 0;
            line.Add(flag, values);
        }

        return line;
    }

    public bool Has(string name) => _given.ContainsKey(name);

    /// <summary>Its first value, without counting it as understood.</summary>
    public string? Value(string name) => _given.GetValueOrDefault(name)?.FirstOrDefault();

    /// <summary>Whether it was given; from now on it counts as understood.</summary>
    public bool Take(string name)
    {
        _used.Add(name);
        return Has(name);
    }

    public IReadOnlyList<string> TakeAll(string name)
    {
        _used.Add(name);
        return _given.GetValueOrDefault(name) ?? [];
    }

    public string? TakeOne(string name) => TakeAll(name) is [var first, ..] ? first : null;

    private void Add(OldFlag flag, List<string> values)
    {
        if (flag.Arity == OldArity.None && values.Count > 0)
        {
            throw CliException.Usage($"{flag.Name} takes no value");
        }

        if (flag.Arity != OldArity.None && values.Count == 0)
        {
            throw CliException.Usage($"{flag.Name} needs a value");
        }

        var adds = flag.Arity == OldArity.Many || flag.Name == OldFlags.Category;
        if (!_given.TryGetValue(flag.Name, out var before))
        {
            _given[flag.Name] = values;
        }
        else if (adds)
        {
            before.AddRange(values);
        }
        else if (!before.SequenceEqual(values))
        {
            throw CliException.Usage($"{flag.Name} is given twice: {before[0]} and {values[0]}");
        }
    }

    private static (string Name, string? Value) Split(string word)
    {
        var at = word.StartsWith("--", StringComparison.Ordinal) ? word.IndexOf('=', StringComparison.Ordinal) : -1;
        return at < 0 ? (word, null) : (word[..at], word[(at + 1)..]);
    }

    private static List<string> Following(IReadOnlyList<string> arguments, int at, OldArity arity)
    {
        var most = arity switch { OldArity.None => 0, OldArity.One => 1, _ => int.MaxValue };
        return [.. arguments.Skip(at).TakeWhile(word => !word.StartsWith('-')).Take(most)];
    }
}
