using System.Collections.Immutable;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;
using AgentGrid.Grains.Audit;
using AgentGrid.Grains.Hosting;

namespace AgentGrid.Grains.Identity;

/// <summary>One OAuth client: writes its row, fenced by the row's version.</summary>
internal sealed class OAuthClientGrain(IOAuthClientStore store, TimeProvider time) : Grain, IOAuthClientGrain
{
    private const int MostAudited = 4000;
    private ClientRecord? _record;

    private string Id => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken) => await GrainFaults.ReadingAsync(ReloadAsync(cancellationToken));

    public async Task<OAuthClientSnapshot> RegisterAsync(
        Caller caller, string operationId, OAuthClientDefinition definition, ImmutableArray<byte>? secretHash, CancellationToken cancellationToken)
    {
        caller.Demand(GridRoles.Admin);
        var client = Checked(definition);
        var (now, secret) = (time.GetUtcNow(), ReadSecret(secretHash));
        if (secret is null != (client.Type == ClientType.Public)) throw new GridException(GridErrorCode.Internal, "A confidential client has a secret, a public one has none.");
        var record = new ClientRecord { Definition = client, SecretHash = secret, OperationId = operationId, CreatedAt = now, UpdatedAt = now };
        if (await store.InsertAsync(record, Event(caller, AuditActions.ClientCreated, client, Facts(client)), cancellationToken) == ClientInsertOutcome.IdTaken)
            throw new GridException(GridErrorCode.Conflict, $"The client id '{Id}' is in use, or was once; choose another.");
        await ReloadAsync(cancellationToken);
        return OAuthClientMapping.Snapshot(_record ?? record);
    }

    public async Task<OAuthClientSnapshot> UpdateAsync(Caller caller, int? expectedVersion, OAuthClientDefinition definition, CancellationToken cancellationToken)
    {
        caller.Demand(GridRoles.Admin);
        var before = Existing();
        var client = Checked(definition);
        if (expectedVersion is { } expected && expected != before.Version)
            throw new GridException(GridErrorCode.Conflict, $"The client has version {before.Version}, not {expected}; read it again and repeat.");
        if (client.Type != before.Definition.Type) throw GridException.Invalid("type", "Cannot change: register another client.");
        var audit = Event(caller, AuditActions.ClientUpdated, client, Facts(client));
        return await WriteAsync(await store.UpdateAsync(before with { Definition = client }, before.Version, audit, cancellationToken), cancellationToken);
    }

    public async Task<OAuthClientSnapshot> ChangeSecretAsync(Caller caller, ImmutableArray<byte> secretHash, CancellationToken cancellationToken)
    {
        caller.Demand(GridRoles.Admin);
        var before = Existing();
        if (before.Definition.Type == ClientType.Public) throw GridException.Invalid("clientId", "A public client has no secret.");
        var audit = Event(caller, AuditActions.ClientUpdated, before.Definition, AuditDetails.Of(("secret", "changed")));
        return await WriteAsync(await store.SetSecretAsync(Id, before.Version, ReadSecret(secretHash)!.Value, audit, cancellationToken), cancellationToken);
    }

    public async Task DeleteAsync(Caller caller, CancellationToken cancellationToken)
    {
        caller.Demand(GridRoles.Admin);
        var before = Existing();
        if (!await store.DeleteAsync(Id, before.Version, Event(caller, AuditActions.ClientDeleted, before.Definition, null), cancellationToken)) throw Stale();
        _record = null;
        DeactivateOnIdle();
    }

    private async Task<OAuthClientSnapshot> WriteAsync(bool written, CancellationToken cancellationToken)
    {
        if (!written) throw Stale();
        await ReloadAsync(cancellationToken);
        return OAuthClientMapping.Snapshot(Existing());
    }

    private async Task ReloadAsync(CancellationToken cancellationToken) => _record = await store.GetAsync(Id, cancellationToken);

    private ClientRecord Existing() => _record ?? throw GridException.NotFound("client");

    private ClientDefinition Checked(OAuthClientDefinition definition) => OAuthClientMapping.Validate(definition) is var client && client.ClientId == Id
        ? client
        : throw GridException.Invalid("clientId", "Cannot change: it is the client's identity.");

    private static HandleHash? ReadSecret(ImmutableArray<byte>? hash) => hash is { } bytes ? HandleHash.FromStored(bytes.AsSpan()) : null;

    // Another activation wrote: this one is stale and must not go on.
    private GridException Stale()
    {
        DeactivateOnIdle();
        return new GridException(GridErrorCode.Conflict, "The client was changed at the same time; read it again and repeat.");
    }

    private static string Facts(ClientDefinition client) => AuditDetails.Of(
        ("type", OAuthTerms.Name(client.Type)),
        ("grantTypes", string.Join(' ', client.GrantTypes.Select(OAuthTerms.Name))),
        ("scopes", client.Scopes.ToString()),
        ("redirectUris", Cut(string.Join(' ', client.RedirectUris))),
        ("isFirstParty", client.IsFirstParty),
        ("role", client.Role));

    // Twenty addresses of full length would not fit into an event.
    private static string Cut(string text) => text.Length <= MostAudited ? text : text[..MostAudited] + " ...";

    private AuditEvent Event(Caller caller, string action, ClientDefinition client, string? details) =>
        caller.Audit(action, new AuditTarget("client", client.ClientId, client.Name), time.GetUtcNow(), details: details);
}
