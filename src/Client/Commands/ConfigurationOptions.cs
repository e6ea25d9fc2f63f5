using System.CommandLine;
using Apex.Configuration;
using Apex.Runs;

namespace Apex.Commands;

/// <summary>Options that name a configuration, and how it is found and read by them.</summary>
internal sealed class ConfigurationOptions
{
    private readonly Option<string?> _environment = Opt.Text("--env", "test (default), dev, staging or prod.", "ENV", "-e").Offering("test", "dev", "staging", "prod");
    private readonly Option<string?> _config = Opt.Text("--config", "Configuration to use; by default apex.yaml or config/apex.yaml, here or above.", "FILE");

    public void AddTo(Command command)
    {
        command.Options.Add(_environment);
        command.Options.Add(_config);
    }

    /// <returns>The environment; <c>test</c> if none was named.</returns>
    public string Environment(Invocation call) => call.Get(_environment) ?? "test";

    public bool IsEnvironmentNamed(Invocation call) => call.Get(_environment) is not null;

    public FoundConfiguration Find(Invocation call) => ConfigurationFinder.Find(call.Get(_config), call.Host.CurrentFolder);

    public List<ConfigurationFile> Read(Invocation call, FoundConfiguration found) => ConfigurationReader.Read(found, Environment(call), call.Host.CurrentFolder);
}
