using Apex.Init;

namespace Apex.Commands;

/// <summary><c>apex schema</c>.</summary>
internal sealed class SchemaCommand() : ApexCommand("schema", "The JSON Schema (draft 7) of apex.yaml, for editors and checkers. Needs no silo.")
{
    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex schema > apex.schema.json", "brings the schema beside an apex.yaml up to date"),
        ("apex schema | jq .definitions.category", "the fields of a category"),
    ];

    public override IReadOnlyList<int> ExitCodes => [ExitCode.Passed, ExitCode.Refused];

    public override Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        call.Output.Result(SchemaFile.Text().TrimEnd('\n'));
        return Task.FromResult(ExitCode.Passed);
    }
}
