namespace Apex.Agents;

/// <inheritdoc cref="IAgentContext"/>
internal sealed partial class AgentExtensionContext(string region, string folder, IGrainFactory grains, TimeProvider time, ILogger logger) : IAgentContext
{
    public string Region => region;

    public string Folder => folder;

    public IGrainFactory Grains => grains;

    public TimeProvider Time => time;

    public void Log(string message, bool isWarning = false)
    {
        if (isWarning)
        {
            LogWarning(logger, message);
        }
        else
        {
            LogInformation(logger, message);
        }
    }

    [LoggerMessage(EventId = 2910, Level = LogLevel.Information, Message = "{Text}")]
    private static partial void LogInformation(ILogger logger, string text);

    [LoggerMessage(EventId = 2911, Level = LogLevel.Warning, Message = "{Text}")]
    private static partial void LogWarning(ILogger logger, string text);
}
