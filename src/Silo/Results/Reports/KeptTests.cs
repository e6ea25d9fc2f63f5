using Apex.Persistence;
using Apex.Runner;

namespace Apex.Results.Reports;

/// <summary>The tests of an attempt as they are kept beside its reports: <c>tests.jsonl</c> in its spool folder, one test a line.</summary>
internal static class KeptTests
{
    public const string FileName = "tests.jsonl";

    /// <summary>Bytes of lines in one page; a page is one message.</summary>
    private const int LargestPage = 512 * 1024;

    /// <summary>Bytes looked at for one page, so that a question about few of many tests stays short.</summary>
    private const int LongestSearch = 16 * 1024 * 1024;

    /// <summary>True if the names in it may become a path.</summary>
    public static bool IsSafe(TestsQuery query) => SpoolPaths.IsSafe(query.Id) && query.Offset >= 0;

    public static TestsPage None(TestsQuery query) => new() { Exists = false, NextOffset = query.Offset, End = true };

    public static TestsPage Read(string spoolFolder, TestsQuery query)
    {
        var path = Path.Combine(spoolFolder, FileName);
        if (!File.Exists(path))
        {
            return None(query);
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 64 * 1024);
        file.Position = Math.Min(query.Offset, file.Length);
        var (tests, start, taken, line) = (new List<TestResult>(), file.Position, 0, new List<byte>(1024));
        var next = start;
        while (tests.Count < Math.Clamp(query.Limit, 1, 1000) && taken < LargestPage && next - start < LongestSearch)
        {
            if (!ReadLine(file, line))
            {
                return new TestsPage { Exists = true, Tests = tests, NextOffset = next, End = true };
            }

            next += line.Count + 1;
            var test = ApexJson.Deserialize<TestResult>([.. line]);
            if (!query.OnlyProblems || test.Status is TestStatus.Failed or TestStatus.Flaky)
            {
                tests.Add(test);
                taken += line.Count;
            }
        }

        return new TestsPage { Exists = true, Tests = tests, NextOffset = next, End = next >= file.Length };
    }

    private static bool ReadLine(FileStream file, List<byte> line)
    {
        line.Clear();
        int current;
        while ((current = file.ReadByte()) >= 0 && current != '\n')
        {
            line.Add((byte)current);
        }

        return current >= 0; // a line without its end is not whole
    }
}

/// <summary>Writes them: aside first, so that the file is there whole or not at all.</summary>
internal sealed class KeptTestsWriter : IDisposable
{
    /// <summary>Tests beyond it are counted and not kept.</summary>
    private const long MostBytes = 128L * 1024 * 1024;

    private readonly string _path;
    private FileStream? _file;

    public KeptTestsWriter(string spoolFolder)
    {
        _path = Path.Combine(spoolFolder, KeptTests.FileName);
        Try(() => _file = new FileStream(_path + ".new", FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 64 * 1024));
    }

    public void Add(TestResult test)
    {
        if (_file is { Position: < MostBytes })
        {
            Try(() =>
            {
                _file!.Write(ApexJson.Serialize(test));
                _file.WriteByte((byte)'\n');
            });
        }
    }

    /// <summary>Makes it the attempt's file.</summary>
    public void Complete()
    {
        if (_file is not null)
        {
            Try(() =>
            {
                Close();
                File.Move(_path + ".new", _path, overwrite: true);
            });
        }
    }

    public void Dispose() => Try(Close);

    private void Close()
    {
        var file = _file;
        _file = null;
        file?.Dispose();
    }

    /// <summary>A full disk takes the details; the verdict and the counts stand without them, and who asks is told that nothing is kept.</summary>
    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _file = null;
        }
    }
}
