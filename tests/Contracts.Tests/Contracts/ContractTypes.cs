using System.CodeDom.Compiler;
using System.Reflection;
using Apex.Persistence;
using Orleans.Services;

namespace Apex.Contracts.Tests.Contracts;

/// <summary>The types that cross a wire or lie in storage, found by reflection.</summary>
internal static class ContractTypes
{
    public static Assembly Interfaces { get; } = typeof(Verdict).Assembly;

    public static Assembly Grains { get; } = typeof(StateNames).Assembly;

    public static Assembly Silo { get; } = Assembly.Load("Apex.Silo");

    /// <summary>Every type with a generated serializer: messages, snapshots, stored states, enums.</summary>
    public static IEnumerable<Type> Serializable(params Assembly[] assemblies) =>
        (assemblies.Length == 0 ? [Interfaces, Grains, Silo] : assemblies)
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null && type.GetCustomAttribute<GeneratedCodeAttribute>() is null)
            .OrderBy(type => type.FullName, StringComparer.Ordinal);

    /// <summary>Messages of the contracts assembly; enums have goldens of their own.</summary>
    public static IEnumerable<Type> Messages => Serializable(Interfaces).Where(type => !type.IsEnum && !type.IsAbstract);

    public static IEnumerable<Type> Enums => Serializable(Interfaces).Where(type => type.IsEnum);

    /// <summary>Interfaces of grains and grain services, in every assembly of the product.</summary>
    public static IEnumerable<Type> Callable =>
        new[] { Interfaces, Grains, Silo }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsInterface && (typeof(IGrain).IsAssignableFrom(type) || typeof(IGrainService).IsAssignableFrom(type)))
            .OrderBy(type => type.FullName, StringComparer.Ordinal);

    public static IEnumerable<Type> AgentInterfaces => Callable.Where(type => typeof(IGrainService).IsAssignableFrom(type));

    public static string AliasOf(Type type) =>
        type.GetCustomAttribute<AliasAttribute>()?.Alias ?? throw new InvalidOperationException($"{type.FullName} has no [Alias]");

    /// <summary>The [Id] of each serialized property, in order.</summary>
    public static IEnumerable<(uint Id, PropertyInfo Property)> Members(Type type) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Select(property => (property.GetCustomAttribute<IdAttribute>()?.Id, property))
            .Where(member => member.Id is not null)
            .Select(member => (member.Id!.Value, member.property))
            .OrderBy(member => member.Value)
            .Select(member => (member.Value, member.property));
}
