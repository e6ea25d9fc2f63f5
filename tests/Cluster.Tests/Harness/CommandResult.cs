namespace Apex.Cluster.Tests.Harness;

/// <summary>What a finished command left.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Errors)
{
    /// <summary>Fails with everything that the command said.</summary>
    public CommandResult ShouldExit(int code)
    {
        ExitCode.ShouldBe(code, $"--- stdout\n{Output}\n--- stderr\n{Errors}");
        return this;
    }

    public System.Text.Json.JsonElement Json() => System.Text.Json.JsonDocument.Parse(Output).RootElement;
}
