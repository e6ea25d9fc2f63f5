namespace Apex.Persistence;

/// <summary>Names of durable states. Orleans' storage key is this name and the grain's key, without the class: they are unique (a test checks it).</summary>
public static class StateNames
{
    public const string Execution = "execution";
    public const string Layer = "layer";
    public const string Category = "category";
    public const string Controller = "controller";
    public const string ServicePool = "service_pool";

    /// <summary>Name of the grain storage provider that all of them use.</summary>
    public const string Storage = "apex";
}
