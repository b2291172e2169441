using AgentGrid.Api.Audit;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.Api.Identity.Connect;

/// <summary>Clients as those who do something, for the audit log.</summary>
internal static class ClientCallers
{
    /// <summary>An event of this client about a grant.</summary>
    internal static AuditEvent Audit(this HttpContext context, ClientDefinition client, string action, Guid grantId, string cause, DateTimeOffset now) =>
        context.Actor(client).Audit(action, now, new AuditTarget("grant", grantId.ToString("D"), client.Name), details: AuditDetails.Of(("cause", cause), ("client", client.ClientId)));

    /// <summary>The client, and from where it asks.</summary>
    internal static Caller Actor(this HttpContext context, ClientDefinition client)
    {
        var stranger = context.Stranger();
        return new Caller { Subject = client.ClientId, Kind = CallerKind.Client, Name = client.Name, Credential = CredentialTags.Client(client.ClientId) }.From(stranger.Address, stranger.RequestId);
    }
}
