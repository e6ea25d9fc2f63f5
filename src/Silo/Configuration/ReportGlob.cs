namespace Apex.Configuration;

/// <summary>A glob that names report files.</summary>
internal static class ReportGlob
{
    private static readonly string[] FolderPrefixes = ["$APEX_RESULTS_DIR/", "${APEX_RESULTS_DIR}/"];

    /// <summary>The glob without the variable that names the results folder, which people like to write.</summary>
    public static string Plain(string glob, out bool inResultsFolder)
    {
        var prefix = FolderPrefixes.FirstOrDefault(prefix => glob.StartsWith(prefix, StringComparison.Ordinal));
        inResultsFolder = prefix is not null;
        return prefix is null ? glob : glob[prefix.Length..];
    }

    public static bool IsRelative(string glob)
    {
        var plain = Plain(glob, out _);
        return plain.Length > 0 && plain[0] != '/' && !plain.Split('/').Contains("..");
    }
}
