using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.ApiTokens;
using AgentGrid.Domain.Identity.Hashing;
using AgentGrid.Grains.Audit;

namespace AgentGrid.Grains.Identity;

/// <summary>The API tokens of one owner. Holds nothing: what may not happen twice is fenced by the store, so two activations do no harm.</summary>
internal sealed class ApiTokensGrain(IApiTokenStore store, TimeProvider time) : Grain, IApiTokensGrain
{
    private TokenOwner Owner => TokenOwner.Parse(this.GetPrimaryKeyString());

    public async Task<ApiTokenSnapshot?> CreateAsync(Caller caller, string operationId, NewApiToken token, CancellationToken cancellationToken)
    {
        Demand(caller);
        DemandPresence(caller);
        var now = time.GetUtcNow();
        var record = Record(caller, operationId, token, now);
        var audit = caller.Audit(AuditActions.TokenCreated, new AuditTarget("token", token.Prefix, token.Name), now, details: AuditDetails.Of(
            ("owner", Owner.ToString()), ("scopes", record.Scopes.ToString()), ("expiresAt", record.ExpiresAt?.ToString("O"))));
        var inserted = await store.InsertAsync(record, audit, cancellationToken);
        return inserted.Outcome switch
        {
            ApiTokenInsertOutcome.Inserted => Snapshot(inserted.Token!),
            ApiTokenInsertOutcome.PrefixTaken => null,
            ApiTokenInsertOutcome.Replayed => throw new GridException(GridErrorCode.Conflict,
                $"This request was carried out before and made the token {inserted.Token!.Prefix}, but its secret cannot be shown again. Revoke it and create another."),
            ApiTokenInsertOutcome.TooMany => throw new GridException(GridErrorCode.Conflict, $"There are {ApiTokenRules.MaxLive} live API tokens already; revoke one first."),
            _ => throw GridException.NotFound(Owner.Kind == CallerKind.Agent ? "agent" : "user"),
        };
    }

    public async Task RevokeAsync(Caller caller, string prefix, CancellationToken cancellationToken)
    {
        Demand(caller);
        var audit = caller.Audit(AuditActions.TokenRevoked, new AuditTarget("token", prefix), time.GetUtcNow(), details: AuditDetails.Of(("owner", Owner.ToString())));
        if (!await store.RevokeAsync(StoredOwner(), prefix, audit, cancellationToken)) throw GridException.NotFound("token");
    }

    private void Demand(Caller caller)
    {
        if (Owner.Kind == CallerKind.Agent) caller.Demand(GridRoles.Admin);
        else if (caller.Kind != CallerKind.User || caller.Subject != Owner.Id.ToString("D")) throw new GridException(GridErrorCode.Forbidden, "Only the user may do this.");
    }

    // A token outlives what made it: made by a token or by a client's grant it would survive their revocation.
    private void DemandPresence(Caller caller)
    {
        if (Owner.Kind == CallerKind.User && caller.Credential?.StartsWith("session:", StringComparison.Ordinal) == false)
            throw new GridException(GridErrorCode.Forbidden, "Sign in to create API tokens of your own: neither API tokens nor clients may.");
    }

    private ApiTokenRecord Record(Caller caller, string operationId, NewApiToken token, DateTimeOffset now)
    {
        var fields = new ApiTokenFields { Name = token.Name, Scopes = token.Scopes, ExpiresAt = token.ExpiresAt };
        if (ApiTokenRules.Validate(fields, now, out var scopes) is { Count: > 0 } errors) throw GridException.Invalid(errors);
        if (Owner.Kind == CallerKind.User && token.Scopes.Except(caller.Scopes).Any()) throw GridException.Invalid("scopes", "Must not be more than the scopes of the session.");
        if (Argon2idHash.Parse(token.Hash) is null) throw GridException.Invalid("hash", "Must be an Argon2id hash.");
        return new ApiTokenRecord
        {
            Prefix = token.Prefix,
            Owner = StoredOwner(),
            Name = token.Name,
            TokenHash = token.Hash,
            Scopes = scopes,
            OperationId = operationId,
            CreatedAt = now,
            CreatedBy = caller.Subject,
            ExpiresAt = token.ExpiresAt?.ToUniversalTime(),
        };
    }

    private ApiTokenOwner StoredOwner() => new(Owner.Kind == CallerKind.Agent ? ApiTokenKind.Agent : ApiTokenKind.User, Owner.Id);

    private static ApiTokenSnapshot Snapshot(ApiTokenRecord record) => new()
    {
        Prefix = record.Prefix,
        Name = record.Name,
        Scopes = [.. record.Scopes.ToNames()],
        CreatedAt = record.CreatedAt,
        ExpiresAt = record.ExpiresAt,
    };
}
