namespace Apex.Diagnosis;

internal enum FindingStatus
{
    Ok = 0,

    /// <summary>Apex works, but something does not, or could be better.</summary>
    Warning = 1,

    /// <summary>Apex does not work here.</summary>
    Error = 2,
}

/// <summary>What one check came to.</summary>
/// <param name="Name">Stable name of the check.</param>
/// <param name="Status">How it is.</param>
/// <param name="Message">What was seen.</param>
/// <param name="Remedy">What to do; null where nothing is to be done.</param>
internal sealed record Finding(string Name, FindingStatus Status, string Message, string? Remedy = null)
{
    public static Finding Ok(string name, string message) => new(name, FindingStatus.Ok, message);

    public static Finding Warning(string name, string message, string remedy) => new(name, FindingStatus.Warning, message, remedy);

    public static Finding Error(string name, string message, string remedy) => new(name, FindingStatus.Error, message, remedy);
}
