using System.Globalization;
using System.Xml;
using Apex.Categories;
using Apex.Executions;
using Apex.Layers;

namespace Apex.Results;

/// <summary>One JUnit XML of a whole execution: a suite for each category, in the part of the dialects that all readers share.</summary>
/// <remarks>A category without a report, and one that did not pass although no test of it failed, has a test of its own name: no reader may see green where Apex does not.</remarks>
internal sealed class JUnitExport(TestReader tests, Stream output) : IAsyncDisposable
{
    private readonly XmlWriter _xml = XmlWriter.Create(output, new XmlWriterSettings { Async = true, Indent = true, NewLineChars = "\n", Encoding = new System.Text.UTF8Encoding(false) });

    /// <summary>Attempts that had counts and whose tests no host keeps any more.</summary>
    public List<AttemptId> Lost { get; } = [];

    public async Task WriteAsync(ExecutionSnapshot execution, CancellationToken cancellationToken)
    {
        await _xml.WriteStartDocumentAsync();
        _xml.WriteStartElement("testsuites");
        Write("name", execution.Project);
        foreach (var layer in execution.Layers)
        {
            foreach (var category in layer.Categories)
            {
                await SuiteAsync(execution.Id, layer, category, cancellationToken);
                await _xml.FlushAsync();
            }
        }

        await _xml.WriteEndElementAsync();
        await _xml.WriteEndDocumentAsync();
        await _xml.FlushAsync();
        await output.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }

    public ValueTask DisposeAsync() => _xml.DisposeAsync();

    private async Task SuiteAsync(string execution, LayerSnapshot layer, CategorySnapshot category, CancellationToken cancellationToken)
    {
        var last = category.Attempts.LastOrDefault(attempt => attempt.Report is not null);
        var id = new AttemptId(execution, layer.Name, category.Name, last?.Number ?? 0);
        var counts = last?.Report?.Counts;
        var first = counts is { Total: > 0 } ? await tests.BeginAsync(last!, id, onlyProblems: false, cancellationToken) : null;
        if (counts is { Total: > 0 } && first is null)
        {
            Lost.Add(id);
        }

        var kept = first is not null && counts is not null ? counts : Remembered(last);
        var whole = kept.Total == 0 || (kept.Failed == 0 && category.Verdict is Verdict.Failed or Verdict.Error or Verdict.TimedOut or Verdict.NoTests or Verdict.Cancelled);
        Head(layer, category, kept, whole);
        await foreach (var test in first is null ? Failures(last) : tests.AllAsync(first, last!, id, onlyProblems: false, cancellationToken))
        {
            Test(test);
        }

        if (whole)
        {
            Whole(layer, category);
        }

        await _xml.WriteEndElementAsync();
    }

    private void Head(LayerSnapshot layer, CategorySnapshot category, TestCounts counts, bool whole)
    {
        _xml.WriteStartElement("testsuite");
        Write("name", $"{layer.Name}/{category.Name}");
        Number("tests", counts.Total + (whole ? 1 : 0));
        Number("failures", counts.Failed + (whole && category.Verdict == Verdict.Failed ? 1 : 0));
        Number("errors", whole && IsError(category.Verdict) ? 1 : 0);
        Number("skipped", counts.Skipped + (whole && IsLeftOut(category.Verdict) ? 1 : 0));
        var start = category.StartedAt ?? category.FinishedAt;
        Write("time", Seconds(start is { } from && category.FinishedAt is { } to ? (to - from).TotalMilliseconds : 0));
        Write("timestamp", start?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
    }

    private void Test(TestResult test)
    {
        _xml.WriteStartElement("testcase");
        Write("classname", test.Suite ?? "");
        Write("name", test.ToName().Short);
        Write("time", Seconds(test.DurationMs ?? 0));
        Write("file", test.File);
        Write("line", test.Line?.ToString(CultureInfo.InvariantCulture));
        switch (test.Status)
        {
            case TestStatus.Failed:
                Problem("failure", test.Message, test.Trace);
                break;
            case TestStatus.Flaky:
                Problem("flakyFailure", test.Message, test.Trace);
                break;
            case TestStatus.Skipped:
                Problem("skipped", test.Message, null);
                break;
        }

        _xml.WriteEndElement();
    }

    private void Whole(LayerSnapshot layer, CategorySnapshot category)
    {
        _xml.WriteStartElement("testcase");
        Write("classname", layer.Name);
        Write("name", category.Name);
        Write("time", Seconds(category is { StartedAt: { } from, FinishedAt: { } to } ? (to - from).TotalMilliseconds : 0));
        var element = category.Verdict switch
        {
            Verdict.Passed => null,
            Verdict.Failed => "failure",
            var verdict => IsError(verdict) ? "error" : "skipped",
        };
        if (element is not null)
        {
            Problem(element, $"{WireNames.Of(category.Verdict)?.Replace('_', ' ') ?? "not ended"}{(category.Reason is { } reason ? $": {reason}" : "")}", null);
        }

        _xml.WriteEndElement();
    }

    private static bool IsError(Verdict verdict) => verdict is Verdict.Error or Verdict.TimedOut or Verdict.NoTests or Verdict.Cancelled;

    private static bool IsLeftOut(Verdict verdict) => verdict is Verdict.Skipped or Verdict.None;

    private static TestCounts Remembered(AttemptSnapshot? attempt)
    {
        var failures = attempt?.Report?.Failures.Count ?? 0;
        return new TestCounts { Total = failures, Failed = failures };
    }

    private static async IAsyncEnumerable<TestResult> Failures(AttemptSnapshot? attempt)
    {
        foreach (var failure in attempt?.Report?.Failures ?? [])
        {
            yield return new TestResult { Name = failure.Test, Status = TestStatus.Failed, File = failure.File, Line = failure.Line, Message = failure.Message };
        }

        await Task.CompletedTask;
    }

    private void Problem(string element, string? message, string? text)
    {
        _xml.WriteStartElement(element);
        Write("message", message);
        _xml.WriteString(Clean(text ?? ""));
        _xml.WriteEndElement();
    }

    private void Number(string name, int value) => Write(name, value.ToString(CultureInfo.InvariantCulture));

    private void Write(string name, string? value)
    {
        if (value is not null)
        {
            _xml.WriteAttributeString(name, Clean(value));
        }
    }

    private static string Seconds(double milliseconds) => Math.Max(0, milliseconds / 1000).ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>XML 1.0 has no way to say some characters.</summary>
    private static string Clean(string text) => text.All(XmlConvert.IsXmlChar) ? text : string.Concat(text.Select((c, at) =>
        XmlConvert.IsXmlChar(c) || (char.IsHighSurrogate(c) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1])) || (char.IsLowSurrogate(c) && at > 0 && char.IsHighSurrogate(text[at - 1])) ? c : '\uFFFD'));
}
