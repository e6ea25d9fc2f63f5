using System.Security.Cryptography;
using System.Text;
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

    private static string Hash(byte[] text) => Convert.ToHexStringLower(SHA256.HashData(text).AsSpan(0, Bytes));
}
