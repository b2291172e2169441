using AgentGrid.Domain.Audit;

namespace AgentGrid.Domain.Identity.People;

/// <summary>
/// The people. Safe for concurrent use; every write is one transaction: fenced by compare-and-set, with its audit event in the outbox and, where credentials depend on it,
/// the news of it. A write happened at the event's time. Deleted users are seen by no member but the replay of <see cref="InsertAsync"/>.
/// All members throw <see cref="Settings.DatabaseUnavailableException"/> while the database is away.
/// </summary>
public interface IUserStore
{
    /// <summary>The user, or null.</summary>
    Task<UserRecord?> GetAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The user of that address, as <see cref="UserRules.NormalizeEmail"/> gives it, or null.</summary>
    Task<UserRecord?> FindByEmailAsync(string email, CancellationToken cancellationToken);

    /// <summary>A page of users in order of creation.</summary>
    /// <param name="limit">1–200.</param>
    /// <param name="cursor">From the page before; null for the first.</param>
    /// <param name="filter">Which users.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FormatException">The cursor is not one of this list.</exception>
    Task<Page<UserRecord>> ListAsync(int limit, string? cursor, UserFilter filter, CancellationToken cancellationToken);

    /// <summary>The PHC strings of the user's unused backup codes by number.</summary>
    Task<IReadOnlyDictionary<int, string>> UnusedBackupCodesAsync(Guid userId, CancellationToken cancellationToken);

    /// <summary>Whether an administrator who may sign in exists. Once true it stays true: the last one can be neither disabled, demoted nor deleted.</summary>
    Task<bool> HasAdministratorAsync(CancellationToken cancellationToken);

    /// <summary>Stores a new user. Position and version are the store's; the result carries them.</summary>
    Task<UserInsertResult> InsertAsync(UserRecord user, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Stores the first administrator; false when there is one already, or when the address is taken. Of two at once only one gets true.</summary>
    Task<bool> InsertFirstAdministratorAsync(UserRecord user, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Replaces display name, role and whether the user is disabled. Disabling ends sessions and grants.</summary>
    Task<UserWriteOutcome> UpdateAsync(UserRecord user, int expectedVersion, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Deletes the user with second factor, sessions, grants and API tokens; the address is free again.</summary>
    Task<UserWriteOutcome> DeleteAsync(Guid id, int expectedVersion, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Sets another password and ends sessions and grants.</summary>
    /// <param name="id">Whose.</param>
    /// <param name="expectedPasswordVersion">Version of the password that it replaces.</param>
    /// <param name="hash">PHC string.</param>
    /// <param name="keepSession">The session that goes on, with what was authorized in it; null for none.</param>
    /// <param name="audit">The event.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False when the password was changed or the user deleted meanwhile.</returns>
    Task<bool> SetPasswordAsync(Guid id, int expectedPasswordVersion, string hash, Guid? keepSession, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Stores a TOTP secret that is to be confirmed, in place of one that was not; false when a second factor is set up, or there is no such user.</summary>
    Task<bool> BeginTotpAsync(Guid id, string pendingEncrypted, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Makes the pending secret the second factor, with its first step spent and a new set of backup codes.</summary>
    /// <param name="judged">The user as it was when the code was judged.</param>
    /// <param name="secretEncrypted">The pending secret, encrypted for its new place.</param>
    /// <param name="step">Step of the code.</param>
    /// <param name="backupCodeHashes">PHC strings by number.</param>
    /// <param name="audit">The event.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False when the pending secret is not this one any more.</returns>
    Task<bool> ConfirmTotpAsync(UserRecord judged, string secretEncrypted, long step, IReadOnlyList<string> backupCodeHashes, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Removes the second factor and its backup codes.</summary>
    /// <param name="judged">The user as it was when password and factor were judged; password version and second factor must still be these.</param>
    /// <param name="factor">The factor to spend; null when an administrator resets it, which also ends sessions and grants.</param>
    /// <param name="audit">The event.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<UserWriteOutcome> RemoveTotpAsync(UserRecord judged, FactorSpend? factor, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Sets new backup codes in place of all there were.</summary>
    /// <param name="judged">The user as it was when password and factor were judged; password version and second factor must still be these.</param>
    /// <param name="factor">The factor to spend.</param>
    /// <param name="hashes">PHC strings by number.</param>
    /// <param name="audit">The event.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<UserWriteOutcome> ReplaceBackupCodesAsync(UserRecord judged, FactorSpend factor, IReadOnlyList<string> hashes, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>
    /// Signs in: the user may still sign in and has the password and second factor that were judged; the factor is spent; the session is made. Of any number at once with
    /// the same code, one ends in <see cref="UserWriteOutcome.Done"/> and the others in <see cref="UserWriteOutcome.FactorSpent"/>.
    /// </summary>
    Task<UserWriteOutcome> SignInAsync(SignInWrite signIn, AuditEvent audit, CancellationToken cancellationToken);

    /// <summary>Writes an event that changes nothing else: a failed sign-in.</summary>
    Task RecordAsync(AuditEvent audit, CancellationToken cancellationToken);
}
