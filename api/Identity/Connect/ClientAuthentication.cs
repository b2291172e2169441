using System.Text;
using AgentGrid.Api.Audit;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.Api.Identity.Connect;

/// <summary>
/// Who the client is (RFC 6749 section 2.3.1): <c>client_secret_basic</c>, <c>client_secret_post</c>, or for a public client its id alone. One method per request; a client
/// that has a secret always shows it.
/// </summary>
internal sealed class ClientAuthentication(IOAuthClientStore clients, IOAuthGrantStore grants, TimeProvider time)
{
    private const string Basic = "Basic ";
    private const int LongestHeader = 1024;
    private static readonly OAuthRefusal Unknown = new(OAuthError.InvalidClient, "The client is not known or did not prove who it is.");
    private static readonly OAuthRefusal Twice = new(OAuthError.InvalidRequest, "Authenticate in one way: by header or by form.");
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The client; or why not.</summary>
    public async Task<(ClientRecord? Client, OAuthRefusal? Refusal)> AuthenticateAsync(HttpContext context, ConnectParameters form)
    {
        var header = context.Request.Headers.Authorization;
        var (id, secret) = (form["client_id"], form["client_secret"]);
        if (header.Count > 0)
        {
            if (form.All.Any(parameter => parameter.Key == "client_secret")) return (null, Twice);
            if (header.Count > 1 || !TryReadBasic(header[0], out var named, out secret) || (id is not null && id != named)) return (null, Unknown);
            id = named;
        }

        if (!ClientRules.IsClientId(id) || await clients.GetAsync(id!, context.RequestAborted) is not { } client) return (null, Unknown);
        if (client.SecretHash is null ? secret is null && header.Count == 0 : client.HasSecret(secret)) return (client, null);
        await RecordAsync(context, client);
        return (null, Unknown);
    }

    // Both halves are form-encoded before they are joined (RFC 6749 section 2.3.1), so a '%' or '+' in them is not one.
    private static bool TryReadBasic(string? header, out string? id, out string? secret)
    {
        (id, secret) = (null, null);
        if (header is null || header.Length > LongestHeader || !header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase)) return false;
        try
        {
            var text = StrictUtf8.GetString(Convert.FromBase64String(header[Basic.Length..].Trim()));
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0) return false;
            (id, secret) = (Decode(text[..colon]), Decode(text[(colon + 1)..]));
            return true;
        }
        catch (Exception broken) when (broken is FormatException or ArgumentException)
        {
            return false;
        }
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    private Task RecordAsync(HttpContext context, ClientRecord client) => grants.RecordAsync(
        context.Stranger().Audit(AuditActions.ClientAuthenticationFailed, time.GetUtcNow(), new AuditTarget("client", client.Definition.ClientId, client.Definition.Name), AuditResult.Refused),
        context.RequestAborted);
}
