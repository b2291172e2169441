using System.Collections.Immutable;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity;
using AgentGrid.Domain.Identity.Hashing;
using AgentGrid.Domain.Identity.People;
using AgentGrid.Grains.Audit;

namespace AgentGrid.Grains.Identity;

/// <content>The second factor.</content>
internal sealed partial class UserGrain
{
    // Shown by authenticators beside the address.
    private const string Issuer = "OrleansAgentGrid";

    public async Task<TotpEnrolment> BeginTotpAsync(Caller caller, CancellationToken cancellationToken)
    {
        var record = await OwnAsync(caller, cancellationToken);
        var secret = Totp.NewSecret();
        var written = Base32.Encode(secret);
        var audit = caller.Audit(AuditActions.SecondFactorBegun, UserMapping.Target(record), time.GetUtcNow());
        if (!await store.BeginTotpAsync(record.Id, secrets.Protect(written, UserSecrets.PendingTotp(record.Id)), audit, cancellationToken))
            throw new GridException(GridErrorCode.Conflict, "A second factor is set up already; remove it first.");
        return new TotpEnrolment { Secret = written, Uri = OtpAuthUri.Write(Issuer, record.Email, secret) };
    }

    public async Task ConfirmTotpAsync(Caller caller, string code, ImmutableArray<string> backupCodeHashes, CancellationToken cancellationToken)
    {
        var record = await OwnAsync(caller, cancellationToken);
        RequireBackupCodes(backupCodeHashes);
        if (record.TotpPendingEncrypted is not { } pending) throw NothingToConfirm();

        var secret = secrets.Unprotect(pending, UserSecrets.PendingTotp(record.Id));
        var now = time.GetUtcNow();
        if (Totp.Match(Base32.Decode(secret)!, code, now, lastAccepted: null) is not { } step)
            throw GridException.Invalid("code", "The code is not right. Check that the authenticator's clock is, and enter the code it shows now.");
        var audit = caller.Audit(AuditActions.SecondFactorAdded, UserMapping.Target(record), now);
        if (!await store.ConfirmTotpAsync(record, secrets.Protect(secret, UserSecrets.Totp(record.Id)), step, backupCodeHashes, audit, cancellationToken)) throw NothingToConfirm();
    }

    public async Task RemoveTotpAsync(Caller caller, int? passwordVersion, FactorProof? proof, CancellationToken cancellationToken)
    {
        var record = await FoundAsync(caller, cancellationToken);
        var isReset = passwordVersion is null && proof is null;
        if (isReset) DemandOtherAdministrator(caller, "Remove your own second factor with password and code; if they are lost, another administrator can reset it.");
        else if (!IsSelf(caller)) throw new GridException(GridErrorCode.Forbidden, "Only the user has password and code; an administrator resets without them.");
        var factor = isReset ? null : await ProvedAsync(caller, record, passwordVersion, proof, cancellationToken);
        if (record.TotpSecretEncrypted is null) throw NoFactor();

        var audit = caller.Audit(isReset ? AuditActions.SecondFactorReset : AuditActions.SecondFactorRemoved, UserMapping.Target(record), time.GetUtcNow());
        var outcome = await store.RemoveTotpAsync(record, factor, audit, cancellationToken);
        if (outcome == UserWriteOutcome.FactorSpent) throw await WrongCodeAsync(caller, record, cancellationToken);
        Require(outcome);
    }

    public async Task ReplaceBackupCodesAsync(Caller caller, int passwordVersion, FactorProof proof, ImmutableArray<string> backupCodeHashes, CancellationToken cancellationToken)
    {
        var record = await OwnAsync(caller, cancellationToken);
        RequireBackupCodes(backupCodeHashes);
        var factor = await ProvedAsync(caller, record, passwordVersion, proof, cancellationToken);
        var audit = caller.Audit(AuditActions.BackupCodesReplaced, UserMapping.Target(record), time.GetUtcNow());
        var outcome = await store.ReplaceBackupCodesAsync(record, factor, backupCodeHashes, audit, cancellationToken);
        if (outcome == UserWriteOutcome.FactorSpent) throw await WrongCodeAsync(caller, record, cancellationToken);
        Require(outcome);
    }

    private async Task<FactorSpend> ProvedAsync(Caller caller, UserRecord record, int? passwordVersion, FactorProof? proof, CancellationToken cancellationToken)
    {
        if (record.TotpSecretEncrypted is null) throw NoFactor();
        if (passwordVersion != record.PasswordVersion) throw Changed();
        RequireNoWait(device: null);
        return Judge(record, proof) ?? throw await WrongCodeAsync(caller, record, cancellationToken);
    }

    private static void RequireBackupCodes(ImmutableArray<string> hashes)
    {
        if (hashes.Length != BackupCodes.Count || hashes.Any(hash => ScryptHash.Parse(hash) is null))
            throw GridException.Invalid("backupCodeHashes", $"Must be {BackupCodes.Count} scrypt hashes in PHC string format.");
    }

    private async Task<UserRecord> OwnAsync(Caller caller, CancellationToken cancellationToken)
    {
        var record = await FoundAsync(caller, cancellationToken);
        return IsSelf(caller) ? record : throw new GridException(GridErrorCode.Forbidden, "Users set up their second factor themselves.");
    }

    // What is to be spent for the proof; null when it does not hold. Whether it was spent before, only the store can say.
    private FactorSpend? Judge(UserRecord record, FactorProof? proof)
    {
        if (proof is { BackupCode: { } number, Code: null }) return number is >= 0 and < BackupCodes.Count ? FactorSpend.OfBackupCode(number) : null;
        if (proof is not { Code: { } code, BackupCode: null }) return null;
        var secret = Base32.Decode(secrets.Unprotect(record.TotpSecretEncrypted!, UserSecrets.Totp(record.Id)))!;
        return Totp.Match(secret, code, time.GetUtcNow(), record.TotpLastStep) is { } step ? FactorSpend.OfStep(step) : null;
    }

    private async Task<GridException> WrongCodeAsync(Caller caller, UserRecord record, CancellationToken cancellationToken)
    {
        await CountFailureAsync(caller, record, device: null, SecondFactor, cancellationToken);
        return GridException.Invalid("code", "The code is not right, or was used before. Wait for the next one.");
    }

    private static GridException NoFactor() => new(GridErrorCode.Conflict, "There is no second factor.");

    private static GridException NothingToConfirm() => new(GridErrorCode.Conflict, "There is no new second factor to confirm; begin its set-up anew.");
}
