using System.Net.Sockets;

namespace Apex.Runner;

/// <summary>A greeted connection to a runner.</summary>
internal static class RunnerClient
{
    /// <summary>Connects and greets.</summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="IOException">The runner does not want us, or went away.</exception>
    public static async Task<(FrameConnection Connection, RunnerIdentity Identity)> ConnectAsync(
        string path, bool subscribe, CancellationToken cancellationToken, int minVersion = FrameConnection.OldestVersion, int maxVersion = FrameConnection.Version)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        FrameConnection? connection = null;
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            connection = new FrameConnection(socket);
            connection.Send(new RunnerFrame { Type = FrameType.Hello, MinVersion = minVersion, MaxVersion = maxVersion, Subscribe = subscribe });
            var welcome = await connection.ReceiveAsync(cancellationToken) ?? throw new IOException("the runner closed the connection");
            var identity = welcome.Identity ?? throw new IOException(welcome.Error ?? "the runner did not say who it is");
            return (connection, identity);
        }
        catch
        {
            connection?.Dispose();
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Asks one thing and hangs up.</summary>
    /// <exception cref="IOException">The runner went away before it answered.</exception>
    public static async Task<(RunnerFrame Answer, RunnerIdentity Runner)> AskAsync(string path, RunnerFrame question, CancellationToken cancellationToken)
    {
        var (connection, identity) = await ConnectAsync(path, subscribe: false, cancellationToken);
        using (connection)
        {
            connection.Send(question with { Number = 1 });
            var answer = await connection.ReceiveAsync(cancellationToken) ?? throw new IOException("the runner closed the connection before it answered");
            return (answer, identity);
        }
    }
}
