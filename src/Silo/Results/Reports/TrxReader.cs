using System.Globalization;
using System.Xml;

namespace Apex.Results.Reports;

/// <summary>Reads TRX, as VSTest and Microsoft.Testing.Platform write it.</summary>
internal sealed class TrxReader(Action<ReportedTest> found)
{
    /// <summary>Failures that wait for their class; further ones go without it.</summary>
    private const int MostWaiting = 1000;

    private readonly Stack<Open> _open = new();
    private readonly Dictionary<string, ReportedTest> _withoutClass = [];
    private string? _definition;
    private bool _inError;

    /// <summary>A result whose end has not come yet; rows of a data-driven test stand inside it.</summary>
    private sealed class Open
    {
        public string? Id { get; init; }

        public required string Name { get; init; }

        public string? Outcome { get; init; }

        public double? DurationMs { get; init; }

        public string? Message { get; set; }

        public string? Trace { get; set; }

        public bool HasRows { get; set; }
    }

    /// <exception cref="XmlException">The file is not XML, ends too early, is too large or has a DTD. What stood before it was told.</exception>
    public void Read(XmlReader reader)
    {
        try
        {
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element)
                {
                    Element(reader);
                }
                else if (reader.NodeType == XmlNodeType.EndElement)
                {
                    _inError &= reader.LocalName != "ErrorInfo";
                    if (IsResult(reader))
                    {
                        Close();
                    }
                }
            }
        }
        finally
        {
            foreach (var test in _withoutClass.Values)
            {
                found(test);
            }
        }
    }

    private void Element(XmlReader reader)
    {
        switch (reader.LocalName)
        {
            case var _ when IsResult(reader):
                _open.Push(new Open
                {
                    Id = reader.GetAttribute("testId"),
                    Name = ReportXml.Attribute(reader, "testName", ReportXml.LongestName) ?? "(no name)",
                    Outcome = reader.GetAttribute("outcome"),
                    DurationMs = Milliseconds(reader.GetAttribute("duration")),
                });
                if (reader.IsEmptyElement)
                {
                    Close();
                }

                break;
            case "InnerResults" when _open.TryPeek(out var parent):
                parent.HasRows = true;
                break;
            case "ErrorInfo":
                _inError = !reader.IsEmptyElement;
                break;
            case "Message" when _inError && _open.TryPeek(out var failed) && failed.Message is null:
                failed.Message = ReportXml.Text(reader, ReportXml.LongestMessage);
                break;
            case "StackTrace" when _inError && _open.TryPeek(out var thrown) && thrown.Trace is null:
                thrown.Trace = ReportXml.Text(reader, ReportXml.LongestTrace);
                break;
            case "UnitTest":
                _definition = reader.GetAttribute("id");
                break;
            case "TestMethod" when _definition is not null:
                Name(_definition, ReportXml.Attribute(reader, "className", ReportXml.LongestName), ReportXml.Attribute(reader, "name", ReportXml.LongestName));
                break;
        }
    }

    private void Close()
    {
        if (!_open.TryPop(out var result) || result.HasRows)
        {
            return;
        }

        var test = new ReportedTest
        {
            Name = result.Name,
            Suite = ClassOf(result.Name),
            Status = Status(result.Outcome),
            Message = result.Message,
            Trace = result.Trace,
            DurationMs = result.DurationMs,
            Id = result.Id,
        };

        // Definitions stand after the results; only a failure is worth waiting for its class.
        if (test is not { Status: TestStatus.Failed, Id: not null } || _withoutClass.Count >= MostWaiting || !_withoutClass.TryAdd(test.Id, test))
        {
            found(test);
        }
    }

    private void Name(string id, string? className, string? method)
    {
        if (_withoutClass.Remove(id, out var test))
        {
            // "Namespace.Class, Assembly, Version=…" is how older tools write it.
            var suite = className?.Split(',')[0];
            var isFull = suite is null || test.Name.StartsWith(suite, StringComparison.Ordinal);
            found(test with { Suite = suite ?? test.Suite, Method = method == test.Name ? null : method, Name = isFull ? test.Name : ReportXml.Clean($"{suite}.{test.Name}", ReportXml.LongestName) });
        }
    }

    /// <summary>What stands before the last dot, if it looks like a class.</summary>
    private static string? ClassOf(string name)
    {
        var method = name.Split('(')[0];
        var end = method.LastIndexOf('.');
        return end > 0 && method.All(static c => char.IsLetterOrDigit(c) || c is '_' or '.' or '+') ? method[..end] : null;
    }

    private static double? Milliseconds(string? text) =>
        TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration) && duration >= TimeSpan.Zero ? duration.TotalMilliseconds : null;

    private static bool IsResult(XmlReader reader) => reader.LocalName is "UnitTestResult" or "ManualTestResult" or "WebTestResult" or "LoadTestResult";

    /// <summary>What is not known to be good or left out counts as failed: never a false pass.</summary>
    private static TestStatus Status(string? outcome) => outcome switch
    {
        "Passed" or "PassedButRunAborted" or "Completed" or "Warning" => TestStatus.Passed,
        "NotExecuted" or "Inconclusive" or "NotRunnable" or "Pending" => TestStatus.Skipped,
        _ => TestStatus.Failed,
    };
}
