using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity;
using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Domain.Identity.Hashing;
using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.People;
using AgentGrid.Domain.Settings;
using AgentGrid.Grains.Audit;

namespace AgentGrid.Grains.Identity;

/// <summary>
/// One person. The row is read anew for each command, as other activations and the change of the master key write to it, and every write is fenced in the store; the only
/// state kept here is that of the login delays, which may be lost.
/// </summary>
internal sealed partial class UserGrain(IUserStore store, ISessionStore sessions, SecretBox secrets, SessionPolicy policy, IdGenerator ids, TimeProvider time) : Grain, IUserGrain
{
    private static readonly LoginDelayOptions Delays = new();

    private LoginAttempts _attempts = LoginAttempts.None;

    private Guid Id => this.GetPrimaryKey();

    public async Task<UserSnapshot> CreateAsync(Caller caller, string operationId, NewUser user, CancellationToken cancellationToken)
    {
        caller.Demand(GridRoles.Admin);
        var errors = UserRules.ValidateNew(new UserFields(user.Email, user.DisplayName, user.Role));
        if (errors.Count > 0) throw GridException.Invalid(errors);
        RequireHash(user.PasswordHash);

        var now = time.GetUtcNow();
        var record = new UserRecord
        {
            Id = Id,
            Email = UserRules.NormalizeEmail(user.Email)!,
            DisplayName = user.DisplayName,
            Role = user.Role,
            PasswordHash = user.PasswordHash,
            OperationId = operationId,
            CreatedAt = now,
            UpdatedAt = now,
        };
        var audit = caller.Audit(AuditActions.UserCreated, UserMapping.Target(record), now, details: AuditDetails.Of(("role", record.Role)));
        var inserted = await store.InsertAsync(record, audit, cancellationToken);
        return inserted.User is { } stored
            ? UserMapping.Snapshot(stored)
            : throw new GridException(GridErrorCode.Conflict, "Another user has this e-mail address; choose another, or change that user.");
    }

    public async Task<UserSnapshot> UpdateAsync(Caller caller, int? expectedVersion, UserChange change, CancellationToken cancellationToken)
    {
        var before = await FoundAsync(caller, cancellationToken);
        if (change.Role is not null || change.IsDisabled is not null) caller.Demand(GridRoles.Admin);
        var errors = UserRules.ValidateChange(change.DisplayName, change.Role);
        if (errors.Count > 0) throw GridException.Invalid(errors);
        if (expectedVersion is { } expected && expected != before.Version)
            throw new GridException(GridErrorCode.Conflict, $"The user has version {before.Version}, not {expected}; read it again and repeat.");

        var now = time.GetUtcNow();
        var after = before with
        {
            DisplayName = change.DisplayName ?? before.DisplayName,
            Role = change.Role ?? before.Role,
            DisabledAt = change.IsDisabled switch { true => before.DisabledAt ?? now, false => null, null => before.DisabledAt },
            UpdatedAt = now,
            Version = before.Version + 1,
        };
        var details = AuditDetails.Of(("displayName", change.DisplayName), ("role", change.Role), ("roleBefore", change.Role is null ? null : before.Role), ("disabled", change.IsDisabled));
        Require(await store.UpdateAsync(after, before.Version, caller.Audit(AuditActions.UserUpdated, UserMapping.Target(before), now, details: details), cancellationToken));
        return UserMapping.Snapshot(after);
    }

    public async Task DeleteAsync(Caller caller, CancellationToken cancellationToken)
    {
        var record = await FoundAsync(caller, cancellationToken);
        caller.Demand(GridRoles.Admin);
        Require(await store.DeleteAsync(record.Id, record.Version, caller.Audit(AuditActions.UserDeleted, UserMapping.Target(record), time.GetUtcNow()), cancellationToken));
        DeactivateOnIdle();
    }

    public async Task ChangePasswordAsync(Caller caller, int? passwordVersion, string newHash, Guid? keepSession, CancellationToken cancellationToken)
    {
        var record = await FoundAsync(caller, cancellationToken);
        if (passwordVersion is null) DemandOtherAdministrator(caller, "Change your own password with the present one.");
        RequireHash(newHash);
        var audit = caller.Audit(AuditActions.PasswordChanged, UserMapping.Target(record), time.GetUtcNow());
        if (!await store.SetPasswordAsync(record.Id, passwordVersion ?? record.PasswordVersion, newHash, keepSession, audit, cancellationToken)) throw Changed();

        // Whoever knew the old password from another device is a stranger now.
        var kept = keepSession is { } session ? await sessions.GetAsync(session, cancellationToken) : null;
        _attempts = _attempts with { Devices = _attempts.Devices.RemoveAll(device => device.Id != kept?.Device) };
    }

    public async Task<int> EndSessionsAsync(Caller caller, Guid? except, CancellationToken cancellationToken)
    {
        var record = await FoundAsync(caller, cancellationToken);
        return await sessions.EndAllAsync(record.Id, except, caller.Audit(AuditActions.UserSessionsEnded, UserMapping.Target(record), time.GetUtcNow()), cancellationToken);
    }

    public async Task EndSessionAsync(Caller caller, Guid sessionId, CancellationToken cancellationToken)
    {
        var record = await FoundAsync(caller, cancellationToken);
        var isOwn = caller.Credential == CredentialTags.Session(sessionId);
        var details = AuditDetails.Of(("session", sessionId.ToString("D")));
        var audit = caller.Audit(isOwn ? AuditActions.UserSignedOut : AuditActions.UserSessionsEnded, UserMapping.Target(record), time.GetUtcNow(), details: details);
        if (!await sessions.EndAsync(record.Id, sessionId, audit, cancellationToken)) throw GridException.NotFound("session");
        // A device whose session is taken from it is not trusted any more; one that signs out is.
        if (!isOwn && await sessions.GetAsync(sessionId, cancellationToken) is { } ended) _attempts = _attempts.Forget(ended.Device);
    }

    private bool IsSelf(Caller caller) => caller.Kind == CallerKind.User && caller.Subject == Id.ToString("D");

    // Whoever is neither the user nor an administrator must not learn that there is such a user.
    private async Task<UserRecord> FoundAsync(Caller caller, CancellationToken cancellationToken) =>
        (IsSelf(caller) || caller.Is(GridRoles.Admin) ? await store.GetAsync(Id, cancellationToken) : null) ?? throw GridException.NotFound("user");

    // A stolen session of an administrator must not be enough to shut its owner out.
    private void DemandOtherAdministrator(Caller caller, string otherwise)
    {
        caller.Demand(GridRoles.Admin);
        if (IsSelf(caller)) throw new GridException(GridErrorCode.Forbidden, otherwise);
    }

    private static void RequireHash(string hash)
    {
        if (ScryptHash.Parse(hash) is null) throw GridException.Invalid("passwordHash", "Must be a scrypt hash in PHC string format.");
    }

    private static void Require(UserWriteOutcome outcome)
    {
        switch (outcome)
        {
            case UserWriteOutcome.LastAdministrator:
                throw new GridException(GridErrorCode.Conflict, "This is the last administrator who can sign in. Make another user an administrator first.");
            case UserWriteOutcome.Stale:
                throw Changed();
        }
    }

    private static GridException Changed() => new(GridErrorCode.Conflict, "The user was changed at the same time; read it again and repeat.");
}
