using AgentGrid.Api.Agents;
using AgentGrid.Api.Hosting;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AgentGrid.Api.Identity.OAuth;

/// <summary><c>/api/v1/oauth/clients</c>: the applications and programs that may ask the authorization server for tokens.</summary>
public static class OAuthClientEndpoints
{
    private const string ClientExample =
        """
        { "clientId": "wiki", "name": "Team wiki", "type": "confidential", "grantTypes": ["authorization_code", "refresh_token"],
          "redirectUris": ["https://wiki.example.org/callback"], "scopes": ["openid", "profile", "email", "offline_access"] }
        """;

    public static void MapOAuthClients(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/oauth/clients").WithTags("OAuth clients").RequireAuthorization(GridRoles.Admin);
        group.MapGet("", ListAsync).WithSummary("Lists clients in the order of their registration.").Refuses(422);
        group.MapGet("/{clientId}", GetAsync).WithSummary("Reads one client.").Refuses(404);
        group.MapPost("", RegisterAsync).Example(ClientExample).HonoursIdempotencyKey(answerIsSecret: true)
            .WithSummary("Registers a client. The secret of a confidential client is shown this once.").Refuses(409, 422);
        group.MapPut("/{clientId}", UpdateAsync).Example(ClientExample).WithSummary("Replaces a client. Id and type stay, the secret too.").Refuses(404, 409, 422);
        group.MapDelete("/{clientId}", DeleteAsync).WithSummary("Deletes a client with all that users authorized it to. Its id is never given again.").Refuses(404, 409);
        group.MapPost("/{clientId}/secret", ChangeSecretAsync).WithSummary("Gives a confidential client another secret, shown this once. The old one ends at once.").Refuses(404, 409, 422);
    }

    private static async Task<Ok<ListResponse<OAuthClientResponse>>> ListAsync(HttpContext context, IOAuthClientStore store, int? limit, string? cursor)
    {
        var size = Paging.Limit(limit);
        var page = await Paging.ReadAsync(() => store.ListAsync(size, cursor, context.RequestAborted));
        return TypedResults.Ok(new ListResponse<OAuthClientResponse>([.. page.Items.Select(OAuthClientResponse.Of)], page.NextCursor));
    }

    private static async Task<Ok<OAuthClientResponse>> GetAsync(HttpContext context, IOAuthClientStore store, string clientId)
    {
        var client = await store.GetAsync(Id(clientId).Value, context.RequestAborted) ?? throw GridException.NotFound("client");
        context.Response.Headers.ETag = AgentTexts.ETag(client.Version);
        return TypedResults.Ok(OAuthClientResponse.Of(client));
    }

    private static async Task<Created<OAuthClientResponse>> RegisterAsync(HttpContext context, IGrainFactory grains, [FromBody] ClientFields body)
    {
        var definition = Definition(body);
        var secret = definition.Type == "confidential" ? OpaqueHandle.Create() : null;
        var snapshot = await new OAuthClientId(definition.ClientId).Grain(grains)
            .RegisterAsync(context.Actor(), context.OperationId(), definition, secret is null ? null : [.. secret.Hash.ToStored()], context.RequestAborted);
        return TypedResults.Created($"/api/v1/oauth/clients/{definition.ClientId}", Answer(context, snapshot, secret));
    }

    private static async Task<Ok<OAuthClientResponse>> UpdateAsync(HttpContext context, IGrainFactory grains, string clientId, [FromBody] ClientFields body)
    {
        var definition = Definition(body.ClientId is null ? body with { ClientId = clientId } : body);
        var snapshot = await Id(clientId).Grain(grains).UpdateAsync(context.Actor(), AgentTexts.IfMatch(context.Request), definition, context.RequestAborted);
        return TypedResults.Ok(Answer(context, snapshot, secret: null));
    }

    private static async Task<NoContent> DeleteAsync(HttpContext context, IGrainFactory grains, string clientId)
    {
        await Id(clientId).Grain(grains).DeleteAsync(context.Actor(), context.RequestAborted);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<OAuthClientResponse>> ChangeSecretAsync(HttpContext context, IGrainFactory grains, string clientId)
    {
        var secret = OpaqueHandle.Create();
        var snapshot = await Id(clientId).Grain(grains).ChangeSecretAsync(context.Actor(), [.. secret.Hash.ToStored()], context.RequestAborted);
        return TypedResults.Ok(Answer(context, snapshot, secret));
    }

    private static OAuthClientResponse Answer(HttpContext context, OAuthClientSnapshot snapshot, OpaqueHandle? secret)
    {
        context.Response.Headers.ETag = AgentTexts.ETag(snapshot.Version);
        if (secret is not null) context.Response.Headers.CacheControl = "no-store";
        return OAuthClientResponse.Of(snapshot) with { ClientSecret = secret?.Value };
    }

    private static OAuthClientId Id(string text) => ClientRules.IsClientId(text) ? new OAuthClientId(text) : throw GridException.NotFound("client");

    private static OAuthClientDefinition Definition(ClientFields body)
    {
        var errors = ClientRules.Validate(body, out var client);
        if (client is null) throw GridException.Invalid(errors);
        return new OAuthClientDefinition
        {
            ClientId = client.ClientId,
            Name = client.Name,
            Type = OAuthTerms.Name(client.Type),
            GrantTypes = [.. client.GrantTypes.Select(OAuthTerms.Name)],
            RedirectUris = client.RedirectUris,
            PostLogoutRedirectUris = client.PostLogoutRedirectUris,
            Scopes = [.. client.Scopes.ToNames()],
            IdTokenAlgorithm = JwtTerms.Name(client.IdTokenAlgorithm),
            IsFirstParty = client.IsFirstParty,
            Role = client.Role,
        };
    }
}
