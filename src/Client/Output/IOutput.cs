namespace Apex.Output;

/// <summary>The two voices of the command line: the result on stdout, talk on stderr.</summary>
internal interface IOutput
{
    OutputFormat Format { get; }

    bool Quiet { get; }

    bool Verbose { get; }

    /// <summary>Colours for stdout.</summary>
    Paint Paint { get; }

    /// <summary>Colours for stderr.</summary>
    Paint TalkPaint { get; }

    /// <summary>Called before talk is written: a live picture on the same terminal makes room.</summary>
    Action? BeforeTalk { get; set; }

    /// <summary>One line of the result.</summary>
    void Result(string line);

    /// <summary>Bytes of the result as they are.</summary>
    void Result(ReadOnlySpan<byte> bytes);

    /// <summary>Sees to it that what was written is out.</summary>
    void Flush();

    /// <summary>A line for a person; not with <c>--quiet</c>.</summary>
    void Note(string line);

    /// <summary>A warning; also with <c>--quiet</c>.</summary>
    void Warn(string line);

    /// <summary>A line for a curious person: only with <c>--verbose</c>.</summary>
    void Detail(string line);

    /// <summary>Tells why there is no result.</summary>
    void Error(CliException error);
}
