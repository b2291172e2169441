using AgentGrid.Api.Audit;
using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Domain;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Api.Identity.Connect.Authorization;

/// <summary>The step "apply": makes the grant with its code and takes the browser back to the client (RFC 6749 section 4.1.2, RFC 9207).</summary>
internal sealed class CodeIssuer(IOAuthGrantStore grants, PublicUrl url, IdGenerator ids, TimeProvider time)
{
    /// <summary>False when session, user or client ended meanwhile; nothing was answered.</summary>
    public async Task<bool> TryIssueAsync(AuthorizationFlow flow, ConnectSession session)
    {
        var (handle, request, now) = (OpaqueHandle.Create(), flow.Request, time.GetUtcNow());
        var code = new AuthorizationCode
        {
            Hash = handle.Hash,
            GrantId = ids.NewId(),
            ClientId = request.Client.ClientId,
            RedirectUri = request.RedirectUri,
            CodeChallenge = request.CodeChallenge,
            Subject = session.UserId.ToString("D"),
            SessionId = session.Id.ToString("D"),
            Scopes = request.Scopes,
            Nonce = request.Nonce,
            Methods = [.. session.Methods],
            AuthenticatedAt = session.AuthenticatedAt,
            IssuedAt = now,
        };
        var audit = session.Actor(flow.Context).Audit(
            AuditActions.GrantIssued, now, new AuditTarget("grant", code.GrantId.ToString("D"), request.Client.Name), details: AuditDetails.Of(("client", request.Client.ClientId), ("scope", request.Scopes.ToString())));
        if (!await grants.AddAsync(code, audit, flow.Context.RequestAborted)) return false;
        await flow.Context.SeeOtherAsync(AuthorizationResponse.Granted(request, handle.Value, url.Issuer));
        return true;
    }
}
