using System.Text;

namespace Apex.Output;

/// <summary>Writes result and talk, a line at a time.</summary>
internal sealed class CliOutput(Stream output, TextWriter error, OutputOptions options) : IOutput
{
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private readonly Lock _gate = new();

    public OutputFormat Format { get; } = options.Format;

    public bool Quiet { get; } = options.Quiet;

    public bool Verbose { get; } = options.Verbose;

    public Paint Paint { get; } = new(options.Color);

    public Paint TalkPaint { get; } = new(options.TalkColor);

    public Action? BeforeTalk { get; set; }

    public void Result(string line)
    {
        lock (_gate)
        {
            WriteOut(_utf8.GetBytes(line + "\n")); // one write a line: lines of two writers do not mix
        }
    }

    public void Result(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            WriteOut(bytes);
        }
    }

    public void Flush()
    {
        lock (_gate)
        {
            Guard(output.Flush);
        }
    }

    public void Note(string line)
    {
        if (!Quiet)
        {
            Talk(line);
        }
    }

    public void Warn(string line) => Talk($"{TalkPaint.Yellow("warning:")} {line}");

    public void Detail(string line)
    {
        if (Verbose)
        {
            Talk(TalkPaint.Dim(line));
        }
    }

    public void Error(CliException failure)
    {
        if (Format == OutputFormat.Text)
        {
            foreach (var line in ErrorText.Lines(failure, TalkPaint))
            {
                Talk(line);
            }
        }
        else
        {
            Talk(ErrorDocument.ToJson(failure, indented: Format == OutputFormat.Json));
        }
    }

    private void Talk(string line)
    {
        BeforeTalk?.Invoke();
        lock (_gate)
        {
            Guard(output.Flush); // one terminal shows both streams: keep their order
            error.Write(line + "\n");
            error.Flush();
        }
    }

    private void WriteOut(ReadOnlySpan<byte> bytes)
    {
        try
        {
            output.Write(bytes);
        }
        catch (IOException failure)
        {
            throw OutputFailure.Of(failure);
        }
    }

    private static void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (IOException failure)
        {
            throw OutputFailure.Of(failure);
        }
    }
}

/// <summary>How output is to look.</summary>
internal sealed record OutputOptions
{
    public OutputFormat Format { get; init; }

    public bool Color { get; init; }

    public bool TalkColor { get; init; }

    public bool Quiet { get; init; }

    public bool Verbose { get; init; }
}
