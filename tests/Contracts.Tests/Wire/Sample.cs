using System.Collections;
using System.Net;
using System.Reflection;
using Apex.Contracts.Tests.Contracts;

namespace Apex.Contracts.Tests.Wire;

/// <summary>Fills a message with values that depend on names alone, so that two fields that change places are seen.</summary>
internal static class Sample
{
    private static readonly DateTimeOffset _epoch = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    public static object Of(Type type) => type.GetConstructors().Any(constructor => constructor.GetParameters().Length == 0) || type.IsValueType
        ? Fill(Activator.CreateInstance(type)!)
        : Construct(type);

    private static object Fill(object instance)
    {
        foreach (var (_, property) in ContractTypes.Members(instance.GetType()))
        {
            property.SetValue(instance, Value(property.PropertyType, property.Name));
        }

        return instance;
    }

    private static object Construct(Type type)
    {
        var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
        return Fill(constructor.Invoke([.. constructor.GetParameters().Select(parameter => Value(parameter.ParameterType, parameter.Name!))]));
    }

    private static object Value(Type declared, string name)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type == typeof(string))
        {
            return $"{name} ä\n\"1\"";
        }

        if (type == typeof(bool))
        {
            return true;
        }

        if (type == typeof(byte[]))
        {
            return new byte[] { 0, 1, 254, 255 };
        }

        if (type == typeof(DateTimeOffset))
        {
            return _epoch.AddSeconds(Number(name));
        }

        if (type == typeof(SiloAddress))
        {
            return SiloAddress.New(IPAddress.Loopback, 11_111, 7);
        }

        if (type.IsEnum)
        {
            return Enum.GetValues(type).Cast<object>().Last();
        }

        if (typeof(IConvertible).IsAssignableFrom(type))
        {
            return Convert.ChangeType(Number(name), type);
        }

        return type.IsGenericType ? Collection(type, name) : Of(type);
    }

    private static object Collection(Type type, string name)
    {
        var arguments = type.GetGenericArguments();
        var instance = Activator.CreateInstance(type)!;
        if (instance is IDictionary dictionary)
        {
            dictionary.Add(Value(arguments[0], name + "Key"), Value(arguments[1], name + "Value"));
        }
        else if (instance is IList list)
        {
            list.Add(Value(arguments[0], name));
        }
        else
        {
            throw new NotSupportedException($"{name}: the sample knows no values for {type}");
        }

        return instance;
    }

    /// <summary>A small number that depends on the name only, the same in every process.</summary>
    private static int Number(string name) => 1000 + name.Aggregate(0, (sum, letter) => ((sum * 31) + letter) % 9000);
}
