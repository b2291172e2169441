using System.Collections.Immutable;

namespace AgentGrid.Contracts.Identity;

/// <summary>
/// One person: the single writer of their row, second factor and sign-in state, all changed by compare-and-set. Key: the user's UUID.
/// Passwords and backup codes are hashed and verified outside (a hash takes tens of milliseconds of processor); the grain sees hashes only.
/// </summary>
[Alias("grid.identity.IUserGrain")]
public interface IUserGrain : IGrainWithGuidKey
{
    /// <summary>Creates the user. Administrators only. Repeated with the same operation id it gives the first answer.</summary>
    /// <exception cref="GridException">Forbidden, Invalid, Conflict (address taken).</exception>
    [Alias("Create")]
    Task<UserSnapshot> CreateAsync(Caller caller, string operationId, NewUser user, CancellationToken cancellationToken);

    /// <summary>Changes what is given. Administrators; a user may change the own display name only. The last enabled administrator stays one.</summary>
    /// <param name="expectedVersion">Refused as a conflict when the stored version is another; null for any.</param>
    /// <exception cref="GridException">Forbidden, NotFound, Invalid, Conflict.</exception>
    [Alias("Update")]
    Task<UserSnapshot> UpdateAsync(Caller caller, int? expectedVersion, UserChange change, CancellationToken cancellationToken);

    /// <summary>Deletes the user with sessions, tokens and grants. Administrators only; never the last enabled one.</summary>
    [Alias("Delete")]
    Task DeleteAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>Sets another password, if the stored one still is the version that was verified, and ends all other sessions.</summary>
    /// <param name="passwordVersion">Version of the password that was verified; null for an administrator who resets it.</param>
    /// <param name="newHash">PHC string of the new password.</param>
    /// <param name="keepSession">The session that goes on; null for none.</param>
    /// <exception cref="GridException">Forbidden, NotFound, Conflict (changed meanwhile).</exception>
    [Alias("ChangePassword")]
    Task ChangePasswordAsync(Caller caller, int? passwordVersion, string newHash, Guid? keepSession, CancellationToken cancellationToken);

    /// <summary>Ends the user's sessions and grants. The user or an administrator.</summary>
    /// <param name="except">The session that goes on; null for none.</param>
    /// <returns>How many sessions ended.</returns>
    [Alias("EndSessions")]
    Task<int> EndSessionsAsync(Caller caller, Guid? except, CancellationToken cancellationToken);

    /// <summary>Ends one session of the user. NotFound when it is not theirs or has ended.</summary>
    [Alias("EndSession")]
    Task EndSessionAsync(Caller caller, Guid sessionId, CancellationToken cancellationToken);

    /// <summary>Makes a new TOTP secret that counts once it is confirmed. Conflict when a second factor is set up already.</summary>
    [Alias("BeginTotp")]
    Task<TotpEnrolment> BeginTotpAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>Confirms the new secret with a code of it; the step is spent.</summary>
    /// <param name="code">As entered.</param>
    /// <param name="backupCodeHashes">PHC strings of the new backup codes, by number.</param>
    /// <exception cref="GridException">Invalid (wrong code), Conflict (nothing to confirm).</exception>
    [Alias("ConfirmTotp")]
    Task ConfirmTotpAsync(Caller caller, string code, ImmutableArray<string> backupCodeHashes, CancellationToken cancellationToken);

    /// <summary>Removes the second factor: by the user with password version and proof, or reset by an administrator (both null).</summary>
    /// <exception cref="GridException">Forbidden, NotFound, Invalid (proof does not hold), Conflict.</exception>
    [Alias("RemoveTotp")]
    Task RemoveTotpAsync(Caller caller, int? passwordVersion, FactorProof? proof, CancellationToken cancellationToken);

    /// <summary>Sets new backup codes in place of all there were, used or not; the proof is spent. The user only.</summary>
    /// <param name="passwordVersion">Version of the password that was verified.</param>
    /// <param name="proof">The second factor.</param>
    /// <param name="backupCodeHashes">PHC strings of the new backup codes, by number.</param>
    /// <exception cref="GridException">Forbidden, NotFound, Invalid (proof does not hold), Conflict (no second factor, or changed meanwhile).</exception>
    [Alias("ReplaceBackupCodes")]
    Task ReplaceBackupCodesAsync(Caller caller, int passwordVersion, FactorProof proof, ImmutableArray<string> backupCodeHashes, CancellationToken cancellationToken);

    /// <summary>How long the next sign-in attempt must wait, in milliseconds; 0 = may be tried now.</summary>
    /// <param name="device">Id in the device's signed cookie; null for none.</param>
    [Alias("SignInWait")]
    Task<long> SignInWaitAsync(Caller caller, string? device);

    /// <summary>Counts a wrong password or code. Also for the key that stands for an address that nobody has, so that waits do not tell who has an account.</summary>
    [Alias("SignInFailed")]
    Task SignInFailedAsync(Caller caller, SignInFailure failure, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a sign-in whose password was verified: checks that nothing changed since, spends the second factor by compare-and-set, and makes the session.
    /// Called by the API on behalf of nobody known yet, so the caller is <see cref="CallerKind.Anonymous"/> or <see cref="CallerKind.System"/> with address and request id.
    /// </summary>
    [Alias("SignIn")]
    Task<SignInResult> SignInAsync(Caller caller, SignIn signIn, CancellationToken cancellationToken);
}
