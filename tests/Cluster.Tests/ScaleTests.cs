using System.Globalization;
using Apex.Cluster.Tests.Harness;
using Microsoft.Data.Sqlite;

namespace Apex.Cluster.Tests;

/// <summary>Large layers: rows stay bounded, and the cost of a category does not grow with their number.</summary>
public sealed class ScaleTests
{
    private const int LargestRowBytes = 64 * 1024;

    /// <remarks>
    /// How many writes share a commit depends on how fast the disk and the processors are at that moment, and the bytes with it: of the same 1 000 categories
    /// one run wrote 17 KB each and another 25 KB. So that two runs can be compared, here no write shares a commit: the most bytes that a category can cost.
    /// </remarks>
    [Fact]
    public async Task Run_TenThousandCategories_RowsAreBoundedAndBytesLinear()
    {
        await using var home = new ApexHome().Set("APEX_WRITES_PER_COMMIT", "1");
        (await home.RunAsync("server", "start")).ShouldExit(0);

        // Two, because a checkpoint falls into a small run or just after it.
        var small = (await RunAsync(home, 1_000) + await RunAsync(home, 1_000)) / 2;
        var large = await RunAsync(home, 10_000);

        (await LargestRowAsync(Path.Combine(home.Home, "data", "apex.db"))).ShouldBeLessThan(LargestRowBytes);
        TestContext.Current.TestOutputHelper!.WriteLine($"bytes written a category: {small:F0} at 1 000, {large:F0} at 10 000");
        large.ShouldBeLessThanOrEqualTo(small * 1.2);
    }

    /// <returns>Bytes that the silo wrote to files for each category; what it sends over sockets is not in the figure that is read.</returns>
    private static async Task<double> RunAsync(ApexHome home, int categories)
    {
        home.Configure(Projects.Many(categories, "'true'"));
        var before = BytesWritten(home.SiloPid);

        (await home.RunAsync("run", "--progress", "silent")).ShouldExit(0);

        var written = BytesWritten(home.SiloPid) - before;
        var list = (await home.RunAsync("list", "-o", "json")).Json().GetProperty("executions")[0];
        list.Verdict().ShouldBe("passed");
        var status = await home.StatusAsync(list.GetProperty("id").GetString()!);
        status.Categories().Count(category => category.Verdict() == "passed").ShouldBe(categories);
        return (double)written / categories;
    }

    private static long BytesWritten(int pid) => File.ReadLines($"/proc/{pid}/io")
        .Where(line => line.StartsWith("wchar:", StringComparison.Ordinal))
        .Select(line => long.Parse(line["wchar:".Length..], CultureInfo.InvariantCulture))
        .Single();

    private static async Task<long> LargestRowAsync(string database)
    {
        await using var connection = new SqliteConnection($"Data Source={database};Mode=ReadOnly");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT max(length(PayloadBinary)) FROM OrleansStorage";
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
