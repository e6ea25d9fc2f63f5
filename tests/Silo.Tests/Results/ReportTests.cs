using Apex.Planning;
using Apex.Results.Reports;

namespace Apex.Silo.Tests.Results;

/// <summary>Reports as tools write them.</summary>
[Collection(Alone.Name)]
public sealed class ReportTests
{
    [Theory]
    [InlineData("mtp-failed.trx", 6, 1, 5, 0, 0)]
    [InlineData("mtp-empty.trx", 0, 0, 0, 0, 0)]
    [InlineData("vstest-mstest.trx", 7, 2, 3, 2, 0)]
    [InlineData("vstest-xunit.trx", 6, 2, 3, 1, 0)]
    [InlineData("mtp-xunit.trx", 6, 2, 3, 1, 0)]
    [InlineData("pytest.xml", 4, 1, 2, 1, 0)]
    [InlineData("vitest.xml", 4, 1, 1, 2, 0)]
    [InlineData("gotestsum.xml", 5, 2, 2, 1, 0)]
    [InlineData("nextest.xml", 4, 3, 1, 0, 1)]
    [InlineData("nested.xml", 5, 1, 3, 1, 0)]
    [InlineData("jest.xml", 3, 1, 1, 1, 0)]
    [InlineData("surefire.xml", 4, 3, 1, 0, 2)]
    [InlineData("googletest.xml", 3, 1, 1, 1, 0)]
    public void Read_OfASample_CountsAsItsToolDoes(string sample, int total, int passed, int failed, int skipped, int flaky)
    {
        var reading = Read(sample);

        reading.Broken.ShouldBeNull();
        reading.Counts.ShouldBe(new TestCounts { Total = total, Passed = passed, Failed = failed, Skipped = skipped, Flaky = flaky });
        reading.Failures.Count.ShouldBe(failed);
    }

    [Theory]
    [InlineData("mtp-failed.trx", "Apex.Silo.Tests.Configuration.OwnConfigurationTests.Plan_ByDefault_RunsThreeLayersInTurn", "tests/Silo.Tests/Configuration/OwnConfigurationTests.cs", 33, "System.ArgumentException : Object of type 'System.Double' cannot be converted to type 'System.Int32'.")]
    [InlineData("vstest-mstest.trx", "Calc.Tests.CalcTests.Divides", "tests/CalcTests.cs", 42, "Assert.AreEqual failed.")]
    [InlineData("vstest-xunit.trx", "Shop.CalcTests.a name of its own", "vs/Calc.cs", 17, "named")]
    [InlineData("mtp-xunit.trx", "Shop.CalcTests.Rows(number: 1, text: \"a|b\")", "mtp/Calc.cs", 22, "a|b")]
    [InlineData("vitest.xml", "src/sum.test.js.sum > divides", "src/sum.test.js", 3, "expected 2 to be 3 // Object.is equality")]
    [InlineData("gotestsum.xml", "example.com/shop/cart.TestTotal/two_rows", "cart_test.go", 17, "Failed")]
    [InlineData("nextest.xml", "shop::cart.tests::totals", "src/cart.rs", 21, "thread 'tests::totals' panicked at src/cart.rs:21:9")]
    [InlineData("nested.xml", "outer", null, null, "the tear-down of outer failed")]
    [InlineData("pytest.xml", "tests.test_calc.test_div", "tests/test_calc.py", 7, "ZeroDivisionError: division by zero")]
    [InlineData("pytest.xml", "tests.test_broken", null, null, "collection failure")]
    [InlineData("jest.xml", "sum breaks", "src/sum.test.js", 8, "Error: expect(received).toBe(expected)\n    at Object.toBe (/project/src/sum.test.js:8:21)")]
    [InlineData("surefire.xml", "com.example.FlakyTest.neverPasses", null, null, "again")]
    [InlineData("googletest.xml", "Math.Bad", "math_test.cc", 12, "Value of: 1\nExpected: 2")]
    public void Read_OfAFailure_NamesTestFileLineAndMessage(string sample, string test, string? file, int? line, string message) =>
        Read(sample).Failures.Single(failure => failure.Test == test).ShouldBe(new TestFailure { Test = test, File = file, Line = line, Message = message });

    [Fact]
    public void Read_OfManyLongFailures_KeepsTwentyShortOnes()
    {
        var name = new string('n', 2000);
        var cases = string.Concat(Enumerable.Repeat($"<testcase name=\"{name}\"><failure message=\"{new string('m', 5000)}\"/></testcase>", 30));

        var reading = ReadText("junit", $"<testsuite>{cases}</testsuite>");

        reading.Counts.Failed.ShouldBe(30);
        reading.Failures.Count.ShouldBe(20);
        reading.Failures.ShouldAllBe(static failure => failure.Test.Length == 500 && failure.Message!.Length == 1000);
    }

    [Fact]
    public void Read_OfColoursAndControlCharacters_CleansThem()
    {
        var reading = ReadText("junit", "<testsuite><testcase name=\"a&#x0;b\"><failure message=\"&#27;[31mred&#27;[0m&#x1;!\"/></testcase></testsuite>");

        reading.Failures.ShouldHaveSingleItem().ShouldBe(new TestFailure { Test = "ab", Message = "red!" });
    }

    [Theory]
    [InlineData("<!DOCTYPE a [<!ENTITY x \"y\">]><testsuite><testcase name=\"a\"/></testsuite>")]
    [InlineData("<testsuite><testcase name=\"a\"/>")]
    [InlineData("not xml")]
    public void Read_OfWhatIsNoReport_SaysSo(string text) => ReadText("junit", text).Broken.ShouldNotBeNull().ShouldStartWith("report.xml: ");

    [Fact]
    public void Read_OfADeepReport_TakesNoStack()
    {
        var deep = string.Concat(Enumerable.Repeat("<testsuite>", 100_000)) + "<testcase name='a'/>" + string.Concat(Enumerable.Repeat("</testsuite>", 100_000));

        ReadText("junit", deep).Counts.Passed.ShouldBe(1);
    }

    [Fact]
    public void Read_OfThreeThousandMutatedReports_NeverThrowsAndStaysSmall()
    {
        var random = new Random(20261122);
        var samples = new[] { "mtp-failed.trx", "vstest-mstest.trx", "pytest.xml", "jest.xml", "surefire.xml", "googletest.xml", "vstest-xunit.trx", "mtp-xunit.trx", "vitest.xml", "gotestsum.xml", "nextest.xml", "nested.xml" }
            .Select(static name => (Format: name.EndsWith(".trx", StringComparison.Ordinal) ? "trx" : "junit", Bytes: File.ReadAllBytes(Sample(name)))).ToList();
        using var folder = new TemporaryFolder();
        var path = folder.File("report.xml");
        var broken = 0;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var round = 0; round < 3000; round++)
        {
            var (format, bytes) = samples[round % samples.Count];
            var mutated = Mutation.Of(bytes, random);
            File.WriteAllBytes(path, mutated);

            var reading = Read(format, path, mutated.Length);

            broken += reading.Broken is null ? 0 : 1;
            reading.Counts.Total.ShouldBeLessThan(200);
            reading.Failures.Count.ShouldBeLessThanOrEqualTo(20);
        }

        broken.ShouldBeInRange(300, 2990);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(32L << 20);
    }

    internal static string Sample(string name) => Path.Combine(RepositoryFolder.Path, "tests/Silo.Tests/Results/Samples", name);

    private static ReportReading Read(string sample) => Read(sample.EndsWith(".trx", StringComparison.Ordinal) ? "trx" : "junit", Sample(sample), new FileInfo(Sample(sample)).Length);

    private static ReportReading ReadText(string format, string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("report.xml"), text);
        return Read(format, folder.File("report.xml"), text.Length);
    }

    private static ReportReading Read(string format, string path, long length) =>
        ReportReading.Read(new ResultsPlan { Format = format }, [new FoundReport(path, "report.xml", length, DateTimeOffset.UnixEpoch)], "/project", static _ => { });
}
