using System.Net.Sockets;
using Apex.Output;
using Orleans.Runtime;

namespace Apex.Connection;

/// <summary>Tells a lost connection from a wrong answer.</summary>
internal static class ConnectionFault
{
    /// <summary>True if the same call may succeed on a new connection.</summary>
    public static bool IsTransient(Exception error) => error switch
    {
        CliException or BrokenPipeException => false,
        TimeoutException or SocketException or IOException or ObjectDisposedException => true,
        OrleansException => true,
        AggregateException many => many.InnerExceptions.All(IsTransient),
        // A silo that is going down answers with whatever broke first; after reconnecting the truth shows.
        _ => error.GetType().Namespace?.StartsWith("Orleans", StringComparison.Ordinal) == true,
    };
}
