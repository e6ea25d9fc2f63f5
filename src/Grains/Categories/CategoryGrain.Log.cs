using Microsoft.Extensions.Logging;

namespace Apex.Categories;

public sealed partial class CategoryGrain
{
    [LoggerMessage(3001, LogLevel.Debug, "{Category}: not placed on {Host}: {Reason}")]
    private partial void LogRefused(string category, string host, string reason);

    [LoggerMessage(3002, LogLevel.Debug, "A hint to the layer was lost; its own rows will tell it")]
    private partial void LogHintLost(Exception error);
}
