using System.Runtime.CompilerServices;
using Apex.Categories;
using Apex.Connection;

namespace Apex.Results;

/// <summary>Reads the tests of an attempt page by page from the host that keeps them.</summary>
internal sealed class TestReader(ApexClient client)
{
    /// <summary>The first page; null if the host keeps no tests of the attempt.</summary>
    public async Task<TestsPage?> BeginAsync(AttemptSnapshot attempt, AttemptId id, bool onlyProblems, CancellationToken cancellationToken)
    {
        var page = await client.ReadTestsAsync(attempt.Host, new TestsQuery { Id = id, OnlyProblems = onlyProblems }, cancellationToken);
        return page.Exists ? page : null;
    }

    /// <summary>The first page and all that follow it.</summary>
    public async IAsyncEnumerable<TestResult> AllAsync(TestsPage first, AttemptSnapshot attempt, AttemptId id, bool onlyProblems, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var page = first; ; page = await client.ReadTestsAsync(attempt.Host, new TestsQuery { Id = id, Offset = page.NextOffset, OnlyProblems = onlyProblems }, cancellationToken))
        {
            foreach (var test in page.Tests)
            {
                yield return test;
            }

            if (page.End || !page.Exists)
            {
                yield break;
            }
        }
    }
}
