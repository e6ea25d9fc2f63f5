using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Apex.Categories;
using Apex.Output;

namespace Apex.Runs;

/// <summary>Where a log goes: its bytes as they are for people; for programs one document at the end, or an object for each line as it comes.</summary>
/// <param name="output">The result.</param>
/// <param name="id">Whose log it is.</param>
/// <param name="host">Who keeps it.</param>
internal sealed class LogSink(IOutput output, AttemptId id, string host)
{
    private readonly ArrayBufferWriter<byte> _held = new();
    private long _offset;

    public void Take(byte[] bytes)
    {
        if (output.Format == OutputFormat.Text)
        {
            output.Result(bytes);
            return;
        }

        // Of a line that is not whole yet only what is new is looked at: it may be as long as the log.
        var whole = output.Format == OutputFormat.Jsonl ? bytes.LastIndexOf((byte)'\n') + 1 : 0;
        if (whole > 0)
        {
            _held.Write(bytes.AsSpan(0, whole));
            Lines();
        }

        _held.Write(bytes.AsSpan(whole));
    }

    public void End()
    {
        switch (output.Format)
        {
            case OutputFormat.Json:
                output.Result(Json.Text(Document(), OutputFormat.Json));
                break;
            case OutputFormat.Jsonl when _held.WrittenCount > 0:
                Line(Held);
                break;
        }
    }

    private ReadOnlySpan<byte> Held => _held.WrittenSpan;

    /// <summary>All that is held ends with a line.</summary>
    private void Lines()
    {
        foreach (var range in Held[..^1].Split((byte)'\n'))
        {
            Line(Held[range]);
            _offset += range.End.Value - range.Start.Value + 1;
        }

        _held.ResetWrittenCount();
    }

    private void Line(ReadOnlySpan<byte> text) =>
        output.Result(Json.Text(new JsonObject { ["offset"] = _offset, ["line"] = Encoding.UTF8.GetString(text) }, OutputFormat.Jsonl));

    private JsonObject Document() => new()
    {
        ["schema_version"] = 1,
        ["execution_id"] = id.Execution,
        ["layer"] = id.Layer,
        ["category"] = id.Category,
        ["attempt"] = id.Number,
        ["host"] = host,
        ["bytes"] = _held.WrittenCount,
        ["text"] = Encoding.UTF8.GetString(Held),
    };
}
