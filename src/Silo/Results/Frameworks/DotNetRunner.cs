namespace Apex.Results.Frameworks;

/// <summary>Which of its two runners <c>dotnet test</c> uses: the SDK looks into the nearest <c>global.json</c>, from the working folder upwards, and so does this.</summary>
internal static class DotNetRunner
{
    /// <summary>Shell text that succeeds unless <c>global.json</c> names Microsoft.Testing.Platform as <c>test.runner</c>.</summary>
    /// <remarks>Projects do not decide it: an SDK that was not told otherwise runs them all by VSTest, and refuses VSTest's when it was.</remarks>
    public const string IsVSTest =
        """{ apex_at=$PWD; until [ -z "$apex_at" ] || [ -f "$apex_at/global.json" ]; do apex_at=${apex_at%/*}; done; ! grep -Eiqs '"runner"[[:space:]]*:[[:space:]]*"Microsoft\.Testing\.Platform"' "$apex_at/global.json"; }""";
}
