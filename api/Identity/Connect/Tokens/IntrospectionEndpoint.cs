using System.Text.Json;
using AgentGrid.Api.Hosting;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Api.Identity.Connect.Tokens;

/// <summary>
/// <c>POST /connect/introspect</c> (RFC 7662): whether a token is good now. Confidential clients only, and only about tokens that were issued to the client that asks: all our
/// tokens have one audience, ourselves, so nobody else has a reason to. About any other token it learns <c>{"active":false}</c> and nothing else (section 2.2).
/// </summary>
internal static class IntrospectionEndpoint
{
    private static readonly OAuthRefusal PublicClient = new(OAuthError.InvalidClient, "Only a confidential client may ask.");
    private static readonly OAuthRefusal NoToken = new(OAuthError.InvalidRequest, "token is missing.");

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/introspect", HandleAsync).AllowAnonymous().LeavesNoEntry().TakesForm("token", "token_type_hint", "client_id", "client_secret")
        .WithSummary("Tells a confidential client whether a token that was issued to it is good now.").Answers<IntrospectionResponse>().RefusesAsOAuth(400, 401, 503);

    private static async Task HandleAsync(HttpContext context, ClientAuthentication authentication, TokenReader tokens, TimeProvider time)
    {
        var (form, refusal) = await FormRequest.ReadAsync(context);
        if (form is not null)
        {
            var (client, stranger) = await authentication.AuthenticateAsync(context, form);
            refusal = stranger ?? (client!.Definition.Type == ClientType.Public ? PublicClient : form["token"] is null ? NoToken : null);
            if (refusal is null)
            {
                var describe = await DescribeAsync(tokens, form["token"]!, client!.Definition.ClientId, time.GetUtcNow(), context.RequestAborted);
                await OAuthAnswers.WriteAsync(context, StatusCodes.Status200OK, describe ?? (json => json.WriteBoolean("active", false)));
                return;
            }
        }

        await OAuthAnswers.RefuseAsync(context, refusal!);
    }

    // The hint only speeds up a look-up (RFC 7662 section 2.1); ours needs none, the forms differ.
    private static async Task<Action<Utf8JsonWriter>?> DescribeAsync(TokenReader tokens, string text, string clientId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (RefreshToken.TryRead(text, out var refresh))
        {
            // Asks the rules and stores nothing: to look is not to use.
            return await tokens.FindFamilyAsync(refresh, cancellationToken) is { Holder.IsEnabled: true, Family: { } family } && family.ClientId == clientId
                && family.Use(refresh, clientId, null, refresh.CreateSuccessor(), RefreshPolicy.Default, now).Outcome == RefreshOutcome.Rotated
                ? json => Describe(json, family)
                : null;
        }

        return await tokens.FindAccessAsync(text, cancellationToken) is { Token: { } token } known && token.ClientId == clientId ? json => Describe(json, token, known.Caller.Name) : null;
    }

    private static void Describe(Utf8JsonWriter json, AccessToken token, string? username)
    {
        json.WriteBoolean("active", true);
        json.WriteString("token_type", "Bearer");
        json.WriteString("scope", token.Scopes.ToString());
        json.WriteString("client_id", token.ClientId);
        if (token.Kind == TokenSubjectKind.User && username is not null) json.WriteString("username", username);
        json.WriteString("sub", token.Subject);
        json.WriteString("aud", token.Audience);
        json.WriteString("iss", token.Issuer);
        json.WriteString("jti", token.TokenId);
        json.WriteNumber("iat", token.IssuedAt.ToUnixTimeSeconds());
        json.WriteNumber("exp", token.ExpiresAt.ToUnixTimeSeconds());
    }

    private static void Describe(Utf8JsonWriter json, RefreshFamily family)
    {
        json.WriteBoolean("active", true);
        json.WriteString("scope", family.Scopes.ToString());
        json.WriteString("client_id", family.ClientId);
        json.WriteString("sub", family.Subject);
        json.WriteNumber("iat", family.RotatedAt.ToUnixTimeSeconds());
        json.WriteNumber("exp", family.ExpiresAt(RefreshPolicy.Default).ToUnixTimeSeconds());
    }
}
