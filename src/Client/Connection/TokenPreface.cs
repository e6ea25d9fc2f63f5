using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Apex.Connection;

/// <summary>Writes the silo's token before Orleans' own handshake; a gateway closes every connection that does not begin with it.</summary>
internal static class TokenPreface
{
    public static void Use(IConnectionBuilder connection, string token)
    {
        var preface = Encoding.ASCII.GetBytes(token);
        connection.Use(next => async context =>
        {
            await context.Transport.Output.WriteAsync(preface, context.ConnectionClosed);
            await next(context);
        });
    }
}
