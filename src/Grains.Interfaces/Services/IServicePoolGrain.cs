namespace Apex.Services;

/// <summary>The truth about the services of one project on one host: which are wanted, by whom, which were started. Key: <c>host/pool</c>.</summary>
/// <remarks>A service is one id with one configuration: two executions that ask for the same share it, and the last one's end ends it.</remarks>
[Alias("apex.IServicePoolGrain")]
public interface IServicePoolGrain : IGrainWithStringKey
{
    /// <summary>Says that an execution uses services from now on. Starts what is not up. Harmless when repeated.</summary>
    /// <returns>All that this execution uses, as it stands.</returns>
    [Alias("Acquire")]
    Task<ServicesReply> AcquireAsync(AcquireServices request);

    /// <summary>Says that an execution uses none any more. What nobody else uses and Apex started is stopped. To be repeated until it is done.</summary>
    /// <returns>What was stopped by it, and whether all of it is.</returns>
    [Alias("Release")]
    Task<ServicesReply> ReleaseAsync(string execution);

    /// <summary>What the host sees of a service.</summary>
    [Alias("Report")]
    Task ReportAsync(ServiceReport report);

    /// <summary>Goes on with what its row implies. Called for a pool of which a host still holds something.</summary>
    /// <returns>Starts that it knows, as <c>service#number</c>: what else the host holds of it is to be stopped.</returns>
    [Alias("Wake")]
    Task<List<string>> WakeAsync();
}

/// <summary>Services that an execution uses.</summary>
[GenerateSerializer, Immutable, Alias("apex.AcquireServices")]
public sealed record AcquireServices
{
    /// <summary>Who uses them; they are started with its environment.</summary>
    [Id(0)] public required string Execution { get; init; }

    /// <summary>Plan in which they are described.</summary>
    [Id(1)] public required string PlanHash { get; init; }

    /// <summary>Their ids, with all that they depend on.</summary>
    [Id(2)] public required List<string> Services { get; init; }
}

/// <summary>How services stand.</summary>
[GenerateSerializer, Immutable, Alias("apex.ServicesReply")]
public sealed record ServicesReply
{
    /// <summary>One entry a service.</summary>
    [Id(0)] public List<ServiceFact> Services { get; init; } = [];

    /// <summary>To a release: true once nothing is left to be stopped for it.</summary>
    [Id(1)] public bool Done { get; init; }
}
