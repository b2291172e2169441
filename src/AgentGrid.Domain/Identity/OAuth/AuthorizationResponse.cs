namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>Writes the address that takes the browser back to the client, with <c>iss</c> against mix-up (RFC 9207).</summary>
public static class AuthorizationResponse
{
    /// <summary>The answer with a code (RFC 6749 section 4.1.2).</summary>
    public static string Granted(AuthorizationRequest request, string code, string issuer)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Append(request.RedirectUri, ("code", code), ("state", request.State), ("iss", issuer));
    }

    /// <summary>The answer with an error (RFC 6749 section 4.1.2.1).</summary>
    /// <param name="redirectUri">One that was matched before.</param>
    /// <param name="state">The request's, or null.</param>
    /// <param name="refusal">What to say.</param>
    /// <param name="issuer">Our issuer.</param>
    public static string Refused(string redirectUri, string? state, OAuthRefusal refusal, string issuer)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return Append(redirectUri, ("error", OAuthTerms.Name(refusal.Error)), ("error_description", refusal.Description), ("state", state), ("iss", issuer));
    }

    // The registered query is kept (RFC 6749 section 3.1.2); there is never a fragment.
    private static string Append(string uri, params (string Name, string? Value)[] parameters)
    {
        var query = string.Join('&', parameters.Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));
        var separator = !uri.Contains('?', StringComparison.Ordinal) ? "?" : uri[^1] is '?' or '&' ? "" : "&";
        return uri + separator + query;
    }
}
