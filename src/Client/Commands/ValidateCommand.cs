using Apex.Configuration;
using Apex.Connection;
using Apex.Output;
using Apex.Runs;

namespace Apex.Commands;

/// <summary><c>apex validate</c>: everything that is wrong with a configuration, at once.</summary>
internal sealed class ValidateCommand : ApexCommand
{
    private readonly ConfigurationOptions _configuration = new();

    public ValidateCommand()
        : base("validate", "Checks the configuration and the files of its environments: every error with file, line and column. --env checks one environment.") =>
        _configuration.AddTo(this);

    public override IReadOnlyList<(string Line, string What)> Examples =>
    [
        ("apex validate", "this project, in every environment that has a file"),
        ("apex validate --config other.yaml --env prod", "another file, as it holds in prod"),
        ("apex validate -o json", "problems with positions, for an editor or a bot"),
    ];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var found = _configuration.Find(call);
        var (withFile, strays) = ConfigurationReader.Environments(found, call.Host.CurrentFolder);
        IReadOnlyList<string> environments = _configuration.IsEnvironmentNamed(call) ? [_configuration.Environment(call)] : ["test", .. withFile.Where(name => name != "test")];
        var problems = new List<ConfigurationProblem>();
        ConfigurationSummary? summary = null;
        await using var client = call.Client();
        foreach (var environment in environments)
        {
            var reply = await DescribeAsync(client, call, found, environment, cancellationToken);
            problems.AddRange(reply.Problems.Except(problems));
            summary ??= reply.Summary;
        }

        problems.AddRange(strays.Select(Stray));
        Show(call, found, summary, environments, problems);
        return ExitCode.Passed;
    }

    private static Task<ConfigurationReply> DescribeAsync(ApexClient client, Invocation call, FoundConfiguration found, string environment, CancellationToken cancellationToken)
    {
        var files = ConfigurationReader.Read(found, environment, call.Host.CurrentFolder);
        return client.DescribeAsync(new ConfigurationQuery { Files = files, ProjectFolder = found.ProjectFolder, Environment = environment }, cancellationToken);
    }

    private static void Show(Invocation call, FoundConfiguration found, ConfigurationSummary? summary, IReadOnlyList<string> environments, List<ConfigurationProblem> problems)
    {
        if (call.Output.Format != OutputFormat.Text)
        {
            call.Output.Result(Json.Text(ConfigurationDocuments.Validation(summary, environments, problems), call.Output.Format));
        }
        else
        {
            Refusal.ShowWarnings(problems, call.Output);
        }

        var errors = problems.FindAll(problem => !problem.IsWarning);
        if (OperatorCodes.AreAll(errors))
        {
            throw Refusal.Forbidden(errors, "the operator of the silo does not allow what this configuration asks");
        }

        if (errors.Count > 0 || summary is null)
        {
            throw new CliException("invalid_config", ExitCode.Refused, $"{Wording.Count(errors.Count, "error", "errors")} in the configuration") { Details = errors };
        }

        if (call.Output.Format == OutputFormat.Text)
        {
            var layers = Wording.Count(summary.Layers.Count, "layer", "layers");
            var categories = Wording.Count(summary.Layers.Sum(layer => layer.Categories.Count), "category", "categories");
            var file = ConfigurationReader.Name(found.File, call.Host.CurrentFolder);
            call.Output.Result($"{file}: {call.Output.Paint.Green("ok")} ({layers}, {categories}, checked for {string.Join(", ", environments)})");
        }
    }

    private static ConfigurationProblem Stray(string file) => new()
    {
        File = file,
        Code = "unknown_environment",
        Message = "no environment reads this file; expected test.yaml, dev.yaml, staging.yaml or prod.yaml (also development.yaml, production.yaml)",
    };
}
