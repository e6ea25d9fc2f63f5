namespace Apex.Configuration;

/// <summary>Configuration text in, what it holds or all its problems out. Pure.</summary>
public interface IConfigurationDescriber
{
    ConfigurationReply Describe(ConfigurationQuery query);
}
