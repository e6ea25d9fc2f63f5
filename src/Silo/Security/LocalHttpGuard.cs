using Microsoft.AspNetCore.Http;

namespace Apex.Security;

/// <summary>Lets through HTTP that comes from this machine on purpose: right Host, no foreign Origin, the token for everything but health.</summary>
/// <remarks>Host and Origin stop a web page in the user's browser (DNS rebinding, cross-site requests); the token stops other users and tests under run.</remarks>
public sealed class LocalHttpGuard(RequestDelegate next, SiloToken token)
{
    private static readonly string[] Names = ["127.0.0.1", "localhost", "[::1]"];

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!Names.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase))
        {
            return RefuseAsync(context, StatusCodes.Status403Forbidden, "foreign_host", "The Host header names another machine.");
        }

        if (request.Headers.Origin is [{ } origin, ..] && !IsOwn(origin, request.Host))
        {
            return RefuseAsync(context, StatusCodes.Status403Forbidden, "foreign_origin", "The Origin header names another site.");
        }

        return request.Path.Value is "/healthz" or "/readyz" || token.Matches(Bearer(request))
            ? next(context)
            : RefuseAsync(context, StatusCodes.Status401Unauthorized, "unauthorised", "Send the token of silo.json as 'Authorization: Bearer TOKEN'.");
    }

    private static bool IsOwn(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme == "http" && uri.Authority.Equals(host.Value, StringComparison.OrdinalIgnoreCase);

    private static string? Bearer(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        return request.Headers.Authorization is [{ } value] && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? value[Scheme.Length..].Trim() : null;
    }

    private static Task RefuseAsync(HttpContext context, int status, string code, string detail)
    {
        if (status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return TypedResults.Problem(detail, statusCode: status, title: code, extensions: new Dictionary<string, object?> { ["code"] = code }).ExecuteAsync(context);
    }
}
