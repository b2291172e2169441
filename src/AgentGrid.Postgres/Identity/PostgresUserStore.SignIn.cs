using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.Credentials;
using AgentGrid.Domain.Identity.People;

namespace AgentGrid.Postgres.Identity;

/// <content>Passwords, second factors and signing in.</content>
public sealed partial class PostgresUserStore
{
    private const string NewSessionSql =
        """
        UPDATE users SET last_sign_in_at = @SignedInAt, password_hash = coalesce(@Rehashed, password_hash), totp_last_step = coalesce(@Step, totp_last_step) WHERE id = @UserId;
        INSERT INTO sessions (id, user_id, purpose, methods, device, address, user_agent, signed_in_at, last_seen_at, ends_at)
        VALUES (@Id, @UserId, @Purpose, @methods, @Device, @Address, @UserAgent, @SignedInAt, @LastSeenAt, @EndsAt)
        """;

    private const string ConfirmSql =
        """
        UPDATE users SET totp_secret_encrypted = @secretEncrypted, totp_pending_encrypted = NULL, totp_last_step = @step, updated_at = @At, version = version + 1 WHERE id = @Id;
        """ + NewBackupCodesSql;

    private const string NewBackupCodesSql =
        """
        DELETE FROM user_backup_codes WHERE user_id = @Id;
        INSERT INTO user_backup_codes (user_id, number, code_hash) SELECT @Id, codes.number - 1, codes.hash FROM unnest(@hashes) WITH ORDINALITY AS codes (hash, number)
        """;

    /// <inheritdoc/>
    public Task<bool> SetPasswordAsync(Guid id, int expectedPasswordVersion, string hash, Guid? keepSession, AuditEvent audit, CancellationToken cancellationToken) => ChangeAsync(
        async change =>
        {
            var changed = await change.ExecuteAsync(
                """
                UPDATE users SET password_hash = @hash, password_version = password_version + 1, updated_at = @At, version = version + 1
                WHERE id = @id AND password_version = @expectedPasswordVersion AND deleted_at IS NULL
                """,
                new { id, hash, expectedPasswordVersion, change.At });
            if (changed == 0) return false;
            await change.EndSessionsAsync(id, keepSession);
            await change.FinishAsync(CredentialTags.User(id));
            return true;
        },
        audit,
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> BeginTotpAsync(Guid id, string pendingEncrypted, AuditEvent audit, CancellationToken cancellationToken) => ChangeAsync(
        async change =>
        {
            var changed = await change.ExecuteAsync(
                "UPDATE users SET totp_pending_encrypted = @pendingEncrypted WHERE id = @id AND totp_secret_encrypted IS NULL AND deleted_at IS NULL", new { id, pendingEncrypted });
            if (changed == 1) await change.FinishAsync();
            return changed == 1;
        },
        audit,
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ConfirmTotpAsync(
        UserRecord judged, string secretEncrypted, long step, IReadOnlyList<string> backupCodeHashes, AuditEvent audit, CancellationToken cancellationToken) => ChangeAsync(
        async change =>
        {
            if (await LockAsync(change, judged.Id) is not { TotpSecretEncrypted: null } stored || stored.TotpPendingEncrypted != judged.TotpPendingEncrypted) return false;
            await change.ExecuteAsync(ConfirmSql, new { judged.Id, secretEncrypted, step, hashes = backupCodeHashes.ToArray(), change.At });
            await change.FinishAsync();
            return true;
        },
        audit,
        cancellationToken);

    /// <inheritdoc/>
    public Task<UserWriteOutcome> RemoveTotpAsync(UserRecord judged, FactorSpend? factor, AuditEvent audit, CancellationToken cancellationToken) => ChangeAsync(
        async change =>
        {
            if (await LockAsync(change, judged.Id) is not { } stored || IsSuperseded(judged, stored)) return UserWriteOutcome.Stale;
            if (factor is not null && !await SpendAsync(change, stored, factor)) return UserWriteOutcome.FactorSpent;

            await change.ExecuteAsync(
                """
                UPDATE users SET totp_secret_encrypted = NULL, totp_pending_encrypted = NULL, totp_last_step = NULL, updated_at = @At, version = version + 1 WHERE id = @Id;
                DELETE FROM user_backup_codes WHERE user_id = @Id
                """,
                new { judged.Id, change.At });
            if (factor is null) await change.EndSessionsAsync(judged.Id, except: null);
            await change.FinishAsync(factor is null ? [CredentialTags.User(judged.Id)] : []);
            return UserWriteOutcome.Done;
        },
        audit,
        cancellationToken);

    /// <inheritdoc/>
    public Task<UserWriteOutcome> ReplaceBackupCodesAsync(
        UserRecord judged, FactorSpend factor, IReadOnlyList<string> hashes, AuditEvent audit, CancellationToken cancellationToken) => ChangeAsync(
        async change =>
        {
            if (await LockAsync(change, judged.Id) is not { TotpSecretEncrypted: not null } stored || IsSuperseded(judged, stored)) return UserWriteOutcome.Stale;
            if (!await SpendAsync(change, stored, factor)) return UserWriteOutcome.FactorSpent;

            await change.ExecuteAsync(
                "UPDATE users SET totp_last_step = coalesce(@Step, totp_last_step), updated_at = @At, version = version + 1 WHERE id = @Id;" + NewBackupCodesSql,
                new { judged.Id, factor.Step, hashes = hashes.ToArray(), change.At });
            await change.FinishAsync();
            return UserWriteOutcome.Done;
        },
        audit,
        cancellationToken);

    /// <inheritdoc/>
    public Task<UserWriteOutcome> SignInAsync(SignInWrite signIn, AuditEvent audit, CancellationToken cancellationToken) => ChangeAsync(
        async change =>
        {
            var session = signIn.Session;
            if (await LockAsync(change, session.UserId) is not { DisabledAt: null } stored || IsSuperseded(signIn.Judged, stored)) return UserWriteOutcome.Stale;
            if (stored.TotpSecretEncrypted is not null != signIn.Factor is not null) throw new ArgumentException("A factor is given exactly when the user has one.", nameof(signIn));
            if (signIn.Factor is { } factor && !await SpendAsync(change, stored, factor)) return UserWriteOutcome.FactorSpent;

            await change.ExecuteAsync(NewSessionSql, new
            {
                session.Id,
                session.UserId,
                session.Purpose,
                methods = session.Methods.ToArray(),
                session.Device,
                session.Address,
                session.UserAgent,
                session.SignedInAt,
                session.LastSeenAt,
                session.EndsAt,
                signIn.Rehashed,
                signIn.Factor?.Step,
            });
            await change.FinishAsync();
            return UserWriteOutcome.Done;
        },
        audit,
        cancellationToken);

    private static bool IsSuperseded(UserRecord judged, UserRecord stored) =>
        stored.PasswordVersion != judged.PasswordVersion || stored.TotpSecretEncrypted != judged.TotpSecretEncrypted;

    // Nothing else is written before this in its transaction, which a refusal ends: what is refused leaves nothing behind.
    private static async Task<bool> SpendAsync(UserTransaction change, UserRecord stored, FactorSpend factor) => factor.Step is { } step
        ? step > (stored.TotpLastStep ?? -1)
        : await change.ExecuteAsync(
            "UPDATE user_backup_codes SET used_at = @At WHERE user_id = @Id AND number = @BackupCode AND used_at IS NULL", new { stored.Id, factor.BackupCode, change.At }) == 1;
}
