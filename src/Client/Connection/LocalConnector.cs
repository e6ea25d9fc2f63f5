using Apex.Local;
using Apex.Output;

namespace Apex.Connection;

/// <summary>Connects to the local silo, which it starts when none runs.</summary>
internal sealed class LocalConnector(ILocalSilo silo, IOutput output, TimeProvider time) : IConnector
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);

    public bool IsLocal => true;

    public async Task<ISession> ConnectAsync(CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            var left = Deadline - time.GetElapsedTime(begun);
            var info = await silo.EnsureAsync(left, [], cancellationToken);
            try
            {
                var address = new GatewayAddress(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, info.GatewayPort), info.Token, ApexRegion.Local);
                return await OrleansSession.ConnectAsync(address, cancellationToken);
            }
            catch (Exception error) when (ConnectionFault.IsTransient(error) && time.GetElapsedTime(begun) < Deadline)
            {
                // Its file can outlive a silo by a moment: read it again.
                output.Detail($"the gateway on port {info.GatewayPort} did not answer: {error.Message}");
                await Task.Delay(_pause, time, cancellationToken);
            }
            catch (Exception error) when (ConnectionFault.IsTransient(error))
            {
                throw CliException.Unreachable($"the local silo (process {info.Pid}) does not answer on port {info.GatewayPort}: {error.Message}", error, "restart it: apex server stop --force && apex server start");
            }
        }
    }
}
