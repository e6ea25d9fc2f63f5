using System.Collections;

namespace Apex.Runner;

/// <summary>The runner's own environment, without what is between runner and silo: for executions that brought none.</summary>
internal static class OwnEnvironment
{
    private static readonly string[] Internal =
        [EnvironmentCrashPoints.Variable, "APEX_RUNNER_SOCKET", HostSettings.RestartDelay, HostSettings.StartExpiry];

    public static IReadOnlyDictionary<string, string> Read() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(entry => ((string)entry.Key, (string?)entry.Value ?? ""))
            .Where(pair => !Internal.Contains(pair.Item1, StringComparer.Ordinal))
            .ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal);
}
