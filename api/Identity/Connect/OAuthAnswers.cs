using System.Text.Json;
using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.Api.Identity.Connect;

/// <summary>Answers of the endpoints that programs ask, never to be cached (RFC 6749 sections 5.1 and 5.2).</summary>
internal static class OAuthAnswers
{
    private const string Realm = "grid";

    /// <summary>Writes a JSON object.</summary>
    public static async Task WriteAsync(HttpContext context, int status, Action<Utf8JsonWriter> members)
    {
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
        using (var json = new Utf8JsonWriter(response.BodyWriter))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>Writes an error (RFC 6749 section 5.2): <c>invalid_client</c> is 401 and names the scheme, everything else 400.</summary>
    public static Task RefuseAsync(HttpContext context, OAuthRefusal refusal)
    {
        if (refusal.Error != OAuthError.InvalidClient) return RefuseAsync(context, StatusCodes.Status400BadRequest, refusal);
        context.Response.Headers.WWWAuthenticate = $"Basic realm=\"{Realm}\", charset=\"UTF-8\"";
        return RefuseAsync(context, StatusCodes.Status401Unauthorized, refusal);
    }

    /// <summary>Writes an error with this status.</summary>
    public static Task RefuseAsync(HttpContext context, int status, OAuthRefusal refusal) => WriteAsync(context, status, json =>
    {
        json.WriteString("error", OAuthTerms.Name(refusal.Error));
        json.WriteString("error_description", refusal.Description);
    });

    /// <summary>Writes an error of a request with an access token (RFC 6750 section 3). One without a token is told nothing but the scheme.</summary>
    public static Task RefuseBearerAsync(HttpContext context, int status, OAuthRefusal refusal)
    {
        var challenge = $"Bearer realm=\"{Realm}\"";
        if (context.Request.Headers.Authorization.Count > 0) challenge += $", error=\"{OAuthTerms.Name(refusal.Error)}\", error_description=\"{refusal.Description}\"";
        context.Response.Headers.WWWAuthenticate = challenge;
        return RefuseAsync(context, status, refusal);
    }
}
