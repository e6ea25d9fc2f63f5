using System.Reflection;
using System.Text.Json.Nodes;
using Apex.Output;

namespace Apex.Commands;

/// <summary><c>apex version</c>.</summary>
internal sealed class VersionCommand() : ApexCommand("version", "Version of this program, and the build of the silo that it starts.")
{
    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex version", "for people"),
        ("apex version -o json", "for programs"),
    ];

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Passed];

    public override Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var version = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        var build = OperatingSystem.IsLinux() ? call.LocalSilo().Status().ClientBuild : null;
        call.Output.Result(call.Output.Format == OutputFormat.Text
            ? $"apex {version}{(build is null ? "" : $" (silo build {build})")}"
            : Json.Text(new JsonObject { ["schema_version"] = 1, ["version"] = version, ["silo_build"] = build }, call.Output.Format));
        return Task.FromResult(ExitCode.Passed);
    }
}
