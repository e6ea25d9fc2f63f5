using System.Security.Cryptography;
using System.Text;
using Apex.Categories;
using Apex.Persistence;
using Apex.Planning;

namespace Apex.Services;

/// <summary>Names of pools and of services in them.</summary>
public static class ServiceKeys
{
    private const int Bytes = 8;

    /// <summary>Key of the pool of a project folder on a host.</summary>
    public static string Pool(string host, string projectFolder) => $"{host}/{PoolOf(projectFolder)}";

    /// <summary>Name of the pool of a project folder.</summary>
    public static string PoolOf(string projectFolder) => Hash(Encoding.UTF8.GetBytes(projectFolder));

    /// <summary>Splits a pool's key.</summary>
    public static (string Host, string Pool) Split(string key) => (key[..key.LastIndexOf('/')], key[(key.LastIndexOf('/') + 1)..]);

    /// <summary>Key of a service in its pool: another configuration is another service.</summary>
    public static string Of(ServicePlan service) => $"{service.Name}@{Hash(ApexJson.Serialize(service))}";

    /// <summary>A start of a service, as its host names it.</summary>
    /// <param name="pool">Name of the pool.</param>
    /// <param name="service">Id of the service.</param>
    /// <param name="number">Number of the start.</param>
    public static AttemptId StartOf(string pool, string service, int number) => new($"svc-{pool}", "services", service, number);

    private static string Hash(byte[] text) => Convert.ToHexStringLower(SHA256.HashData(text).AsSpan(0, Bytes));
}
