using Apex.Configuration;
using Apex.Output;
using Apex.Runs;

namespace Apex.Commands;

/// <summary>A verb that shows something of one configuration in one environment.</summary>
internal abstract class ConfigurationCommand : ApexCommand
{
    private readonly ConfigurationOptions _configuration = new();

    protected ConfigurationCommand(string name, string description)
        : base(name, description) => _configuration.AddTo(this);

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var found = _configuration.Find(call);
        var query = Ask(call, new ConfigurationQuery
        {
            Files = _configuration.Read(call, found),
            ProjectFolder = found.ProjectFolder,
            Environment = _configuration.Environment(call),
        });
        await using var client = call.Client();
        var reply = await client.DescribeAsync(query, cancellationToken);
        if (reply.Summary is null)
        {
            throw Refusal.Of(reply.Problems, what: "see `apex validate`");
        }

        if (call.Output.Format != OutputFormat.Text)
        {
            call.Output.Result(Json.Text(Document(reply, reply.Summary), call.Output.Format));
            return ExitCode.Passed;
        }

        foreach (var line in Lines(call, reply, reply.Summary))
        {
            call.Output.Result(line);
        }

        return ExitCode.Passed;
    }

    /// <summary>What is asked beyond the usual.</summary>
    protected virtual ConfigurationQuery Ask(Invocation call, ConfigurationQuery query) => query;

    protected abstract System.Text.Json.Nodes.JsonObject Document(ConfigurationReply reply, ConfigurationSummary summary);

    protected abstract IEnumerable<string> Lines(Invocation call, ConfigurationReply reply, ConfigurationSummary summary);
}
