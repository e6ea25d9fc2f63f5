using Apex.Results;
using Apex.Results.Reports;

namespace Apex.Silo.Tests.Results;

/// <summary>Which tests of a report become events: bounded, failures first.</summary>
public sealed class ToldTestsTests
{
    [Fact]
    public void Add_MoreThanTheBound_KeepsTheFirstOnesAndEveryFailureThatFits()
    {
        var told = new ToldTests();
        for (var number = 0; number < 3_000; number++)
        {
            told.Add(new ReportedTest { Name = $"t{number}", Status = number % 100 == 99 ? TestStatus.Failed : TestStatus.Passed });
        }

        told.All.Count.ShouldBe(TestEnd.MostTold);
        told.All.Count(static test => test.Status == TestStatus.Failed).ShouldBe(30);
        told.All[0].Name.ShouldBe("t0");
    }

    [Fact]
    public void Add_ALongName_IsCut()
    {
        var told = new ToldTests();

        told.Add(new ReportedTest { Name = new string('n', 5_000), Status = TestStatus.Passed });

        told.All.ShouldHaveSingleItem().Name.Length.ShouldBe(200);
    }
}
