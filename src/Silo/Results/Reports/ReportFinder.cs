using System.IO.Enumeration;
using Apex.Configuration;
using Apex.Planning;
using Microsoft.Extensions.FileSystemGlobbing;

namespace Apex.Results.Reports;

/// <summary>Finds the reports of one attempt. A file that was there before it and did not change is never one.</summary>
internal sealed class ReportFinder(string resultsFolder, string projectFolder)
{
    private const int MostReports = 1000;

    /// <summary>Files looked at in the project folder before the search gives up.</summary>
    private const int MostFiles = 500_000;

    /// <summary>The kernel stamps files with a clock that lags by up to one tick.</summary>
    public static readonly TimeSpan ClockTick = TimeSpan.FromMilliseconds(20);

    /// <returns>Reports by path, those in the results folder first.</returns>
    public IReadOnlyList<FoundReport> Find(ResultsPlan plan, DateTimeOffset startedAt)
    {
        if (plan.Path is null)
        {
            return In(resultsFolder, plan.Format == "trx" ? "**/*.trx" : "**/*.xml", notBefore: null, "results/");
        }

        var glob = ReportGlob.Plain(plan.Path, out var onlyResults);
        var preferred = In(resultsFolder, glob, notBefore: null, "results/");
        return onlyResults || preferred.Count > 0 ? preferred : In(projectFolder, glob, startedAt - ClockTick, "");
    }

    public static List<FoundReport> In(string folder, string glob, DateTimeOffset? notBefore, string prefix)
    {
        // Only the part of the tree that the glob names is searched.
        var parts = glob.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(static part => part != ".").ToArray();
        var plain = parts.Take(parts.Length - 1).TakeWhile(static part => !part.Contains('*')).ToArray();
        var root = Path.Combine([folder, .. plain]);
        if (!Directory.Exists(root))
        {
            return [];
        }

        var pattern = string.Join('/', parts.Skip(plain.Length));
        var matcher = new Matcher(StringComparison.Ordinal).AddInclude(pattern);
        var recurse = pattern.Contains('/');
        var files = new FileSystemEnumerable<FoundReport>(
            root,
            (ref FileSystemEntry entry) => new FoundReport(entry.ToFullPath(), "", entry.Length, entry.LastWriteTimeUtc),
            new EnumerationOptions { RecurseSubdirectories = recurse, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.None, MaxRecursionDepth = 64 })
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) => !entry.IsDirectory,
            ShouldRecursePredicate = static (ref FileSystemEntry entry) =>
                !entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && !entry.FileName.SequenceEqual(".git") && !entry.FileName.SequenceEqual("node_modules"),
        };
        return [.. files
            .Take(MostFiles)
            .Where(file => matcher.Match(Path.GetRelativePath(root, file.Path)).HasMatches)
            .Where(file => notBefore is null || file.WrittenAt >= notBefore)
            .OrderBy(static file => file.Path, StringComparer.Ordinal)
            .Take(MostReports)
            .Select(file => file with { Name = prefix + Path.GetRelativePath(folder, file.Path) })];
    }
}

/// <param name="Path">Absolute path.</param>
/// <param name="Name">Relative to the attempt's folder or the project folder.</param>
/// <param name="Length">Bytes.</param>
/// <param name="WrittenAt">Last change.</param>
internal sealed record FoundReport(string Path, string Name, long Length, DateTimeOffset WrittenAt);
