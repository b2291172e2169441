using AgentGrid.Api.Hosting;
using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Domain.Identity.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AgentGrid.Api.Identity.Connect.Discovery;

/// <summary>Discovery (OpenID Connect Discovery 1.0 section 4, RFC 8414 section 3) and keys (RFC 7517 section 5). Public and the same for everybody, so any page may read them.</summary>
internal static class DiscoveryEndpoints
{
    // A withdrawn key stops being used elsewhere within this time; the next key is published days before it signs.
    private const string Cached = "public, max-age=300";

    internal static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var path in (string[])["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"])
            routes.MapGet(path, Configuration).AllowAnonymous().WithTags(ConnectEndpoints.Tag).WithSummary("Tells what the authorization server can do and where.");
        routes.MapGet("/connect/jwks", Keys).AllowAnonymous().WithTags(ConnectEndpoints.Tag).WithSummary("Lists the keys that verify its tokens.").Answers<object>();
    }

    private static JsonHttpResult<DiscoveryDocument> Configuration(HttpContext context, PublicUrl url)
    {
        Open(context);
        return TypedResults.Json(DiscoveryDocument.Of(url.Issuer), DiscoveryDocument.Json);
    }

    private static FileContentHttpResult Keys(HttpContext context, SigningKeys keys)
    {
        Open(context);
        return TypedResults.Bytes(JwkSet.Write(keys.Published), "application/json");
    }

    private static void Open(HttpContext context)
    {
        context.Response.Headers.AccessControlAllowOrigin = "*";
        context.Response.Headers.CacheControl = Cached;
    }
}
