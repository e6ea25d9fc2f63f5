using System.Globalization;
using System.Xml;

namespace Apex.Results.Reports;

/// <summary>Reads JUnit XML in its common dialects: nested suites, a lone suite as root, surefire reruns, suite-level errors.</summary>
internal sealed class JUnitReader(Action<ReportedTest> found)
{
    private Case? _case;
    private readonly Stack<string?> _suites = new();

    private string? Suite => _suites.TryPeek(out var name) ? name : null;

    private sealed class Case
    {
        public string? ClassName { get; init; }

        public string Name { get; init; } = "";

        public string? File { get; init; }

        public int? Line { get; init; }

        public double? DurationMs { get; init; }

        public TestStatus Status { get; set; }

        public string? Message { get; set; }

        public string? Trace { get; set; }
    }

    /// <exception cref="XmlException">The file is not XML, ends too early, is too large or has a DTD. What stood before it was told.</exception>
    public void Read(XmlReader reader)
    {
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                Element(reader);
            }
            else if (reader.NodeType == XmlNodeType.EndElement && reader.LocalName == "testcase")
            {
                Close();
            }
            else if (reader.NodeType == XmlNodeType.EndElement && reader.LocalName == "testsuite")
            {
                _suites.TryPop(out _);
            }
        }
    }

    private void Element(XmlReader reader)
    {
        switch (reader.LocalName)
        {
            case "testsuite" when !reader.IsEmptyElement:
                _suites.Push(ReportXml.Attribute(reader, "name", ReportXml.LongestName));
                break;
            case "testcase":
                _case = Begin(reader);
                if (reader.IsEmptyElement)
                {
                    Close();
                }

                break;
            case "failure" or "error":
                Failed(reader);
                break;
            case "skipped" or "disabled" when _case is { Status: TestStatus.Passed }:
                _case.Status = TestStatus.Skipped;
                _case.Message ??= ReportXml.Attribute(reader, "message", ReportXml.LongestMessage);
                break;
            case "flakyFailure" or "flakyError" when _case is { Status: TestStatus.Passed }:
                _case.Status = TestStatus.Flaky;
                Explain(reader, _case);
                break;
        }
    }

    private static Case Begin(XmlReader reader) => new()
    {
        ClassName = ReportXml.Attribute(reader, "classname", ReportXml.LongestName),
        Name = ReportXml.Attribute(reader, "name", ReportXml.LongestName) ?? "(no name)",
        File = ReportXml.Attribute(reader, "file", ReportXml.LongestName),
        Line = int.TryParse(reader.GetAttribute("line"), NumberStyles.None, CultureInfo.InvariantCulture, out var line) && line > 0 ? line : null,
        DurationMs = ReportXml.Seconds(reader.GetAttribute("time")),
        Status = IsLeftOut(reader.GetAttribute("status")) || IsLeftOut(reader.GetAttribute("result")) ? TestStatus.Skipped : TestStatus.Passed,
    };

    private static bool IsLeftOut(string? word) => word is "notrun" or "disabled" or "skipped" or "ignored" or "suppressed";

    private void Failed(XmlReader reader)
    {
        // An error of a whole suite (its set-up, its import) is a test that failed.
        var failed = _case ?? new Case { Name = Suite ?? "(suite)" };
        failed.Status = TestStatus.Failed;
        Explain(reader, failed);
        if (_case is null)
        {
            Tell(failed);
        }
    }

    private static void Explain(XmlReader reader, Case test)
    {
        var message = ReportXml.Attribute(reader, "message", ReportXml.LongestMessage);
        var text = ReportXml.Text(reader, ReportXml.LongestTrace);
        test.Message ??= message ?? (text.Length > 0 ? ReportXml.Clean(text, ReportXml.LongestMessage) : null);
        test.Trace ??= text;
    }

    private void Close()
    {
        if (_case is not null)
        {
            Tell(_case);
        }

        _case = null;
    }

    private void Tell(Case test)
    {
        var isFull = test.ClassName is null || test.Name.StartsWith(test.ClassName, StringComparison.Ordinal);
        found(new ReportedTest
        {
            Name = isFull ? test.Name : ReportXml.Clean($"{test.ClassName}.{test.Name}", ReportXml.LongestName),
            Suite = test.ClassName ?? Suite,
            Status = test.Status,
            File = test.File,
            Line = test.Line,
            DurationMs = test.DurationMs,
            Message = test.Message,
            Trace = test.Trace,
        });
    }
}
