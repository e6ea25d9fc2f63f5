using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Apex.Configuration.Yaml;

/// <summary>Turns a file's text into a tree with places. Bounded, without recursion, and no text makes it throw.</summary>
/// <remarks>YamlDotNet's event parser is the only part of that library used here: its tree and object readers stop at the first
/// error, lose positions, and one of them overflows the stack at depth 100 000.</remarks>
internal sealed class YamlReader
{
    private readonly SourceText _source;
    private readonly YamlLimits _limits;
    private readonly ProblemBag _problems;
    private readonly YamlTreeBuilder _tree;
    private Mark _last = Mark.Empty;

    private YamlReader(SourceText source, YamlLimits limits, ProblemBag problems)
    {
        _source = source;
        _limits = limits;
        _problems = problems;
        _tree = new YamlTreeBuilder(source, limits, problems);
    }

    /// <returns>The document, as far as it could be read; null if there is none.</returns>
    public static YamlNode? Read(SourceText source, YamlLimits limits, ProblemBag problems) => new YamlReader(source, limits, problems).Read();

    private YamlNode? Read()
    {
        if (IsTooLarge() || HasForbiddenCharacter())
        {
            return null;
        }

        try
        {
            var parser = new Parser(new StringReader(_source.Text));
            while (parser.MoveNext() && parser.Current is { } current && Take(current))
            {
                _last = current.Start;
            }

            return _tree.Root;
        }
        catch (Exception error)
        {
            // YamlException for broken syntax; anything else is a fault of the library that a user's text found.
            Broken(error as YamlException);
            return null;
        }
    }

    /// <returns>False to stop.</returns>
    private bool Take(ParsingEvent current)
    {
        switch (current)
        {
            case DocumentStart when _tree.Root is not null || _tree.IsDone:
                Error(current.Start, "second_document", "a second document begins here; expected one document in the file");
                return false;
            case MappingStart map:
                return _tree.Open(isMap: true, map.Style == MappingStyle.Flow, At(map.Start), map.Anchor, map.Tag);
            case SequenceStart list:
                return _tree.Open(isMap: false, list.Style == SequenceStyle.Flow, At(list.Start), list.Anchor, list.Tag);
            case MappingEnd or SequenceEnd:
                return _tree.Close();
            case Scalar scalar:
                return _tree.Scalar(At(scalar.Start), scalar.Value, scalar.Style == ScalarStyle.Plain, scalar.Anchor, scalar.Tag);
            case AnchorAlias alias:
                return _tree.Alias(At(alias.Start), alias.Value);
            default:
                return true;
        }
    }

    private bool IsTooLarge()
    {
        var bytes = Encoding.UTF8.GetByteCount(_source.Text);
        if (bytes <= _limits.MaxBytes)
        {
            return false;
        }

        _problems.Error(_source.Start, "", "too_large", $"the file has {bytes} bytes; expected at most {_limits.MaxBytes}");
        return true;
    }

    private bool HasForbiddenCharacter()
    {
        // The parser takes NUL for the end of the text and would silently ignore what follows.
        var at = _source.Text.AsSpan().IndexOfAny(ForbiddenCharacters);
        if (at < 0)
        {
            return false;
        }

        _problems.Error(_source.At(at), "", "syntax", $"the control character U+{(int)_source.Text[at]:X4} is not allowed in YAML");
        return true;
    }

    private static readonly System.Buffers.SearchValues<char> ForbiddenCharacters = System.Buffers.SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(static code => (char)code).Where(static code => code is not ('\t' or '\n' or '\r')), '\x7f']);

    private void Broken(YamlException? error)
    {
        var place = error is null || error.Start.Line < _last.Line ? At(_last) : At(error.Start);
        if (FindTab((int)_last.Line, (int)Math.Max(place.Line, error?.End.Line ?? 0)) is { } tab)
        {
            _problems.Error(tab, "", "syntax", "a tab cannot indent in YAML; expected spaces");
            return;
        }

        if (_tree.OpenBracket is { } bracket && IsAtEnd(place))
        {
            _problems.Error(bracket, "", "syntax", "broken YAML: this bracket is never closed");
            return;
        }

        var reason = error?.Message is { Length: > 0 } text ? text : "it cannot be read";
        _problems.Error(place, "", "syntax", $"broken YAML: {Sentence(reason)}");
    }

    /// <summary>The library reports a tab at 1:1; the tab itself is what a person looks for.</summary>
    private Place? FindTab(int from, int to)
    {
        for (var number = Math.Max(from, 1); number <= to + 1 && _source.Line(number) is { } line; number++)
        {
            var content = line.AsSpan().IndexOfAnyExcept(' ', '-');
            if (content >= 0 && line[content] == '\t' && line.AsSpan(content).Trim().Length > 0)
            {
                return new Place(_source, number, content + 1);
            }
        }

        return null;
    }

    private bool IsAtEnd(Place place)
    {
        var end = _source.At(_source.Text.Length);
        return place.Line > end.Line || (place.Line == end.Line && place.Column >= end.Column);
    }

    private static string Sentence(string reason) => char.ToLowerInvariant(reason[0]) + reason[1..].TrimEnd('.');

    private void Error(Mark mark, string code, string message) => _problems.Error(At(mark), "", code, message);

    private Place At(Mark mark) => new(_source, (int)Math.Max(mark.Line, 1), (int)Math.Max(mark.Column, 1));
}
