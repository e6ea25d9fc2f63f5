namespace Apex;

/// <summary>Names that a region's silos and clients share.</summary>
public static class ApexRegion
{
    /// <summary>Region of the local silo.</summary>
    public const string Local = "local";

    /// <summary>Orleans service id of a region.</summary>
    public static string ServiceId(string region) => $"apex-{region}";

    /// <summary>Limit of a grain call inside the silo, seconds. A quiet stream is polled at half of it.</summary>
    public const int SiloResponseTimeoutSeconds = 8;

    /// <summary>Limit of a client's call, seconds. Must stay above half of <see cref="SiloResponseTimeoutSeconds"/>, or every quiet stream dies.</summary>
    public const int ClientResponseTimeoutSeconds = 5;
}
