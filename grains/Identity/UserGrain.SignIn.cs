using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Audit;
using AgentGrid.Domain.Identity.People;
using AgentGrid.Grains.Audit;

namespace AgentGrid.Grains.Identity;

/// <content>Signing in.</content>
internal sealed partial class UserGrain
{
    private const string SecondFactor = "second_factor";

    // Each lost race is somebody's change of password or second factor, or a new master key.
    private const int Attempts = 3;

    public Task<long> SignInWaitAsync(Caller caller, string? device)
    {
        RequireSignIn(caller);
        return Task.FromResult(WaitMs(device));
    }

    public async Task SignInFailedAsync(Caller caller, SignInFailure failure, CancellationToken cancellationToken)
    {
        RequireSignIn(caller);
        await CountFailureAsync(caller, await store.GetAsync(Id, cancellationToken), failure.Device, failure.Factor, cancellationToken);
    }

    public async Task<SignInResult> SignInAsync(Caller caller, SignIn signIn, CancellationToken cancellationToken)
    {
        if (caller.Kind is not (CallerKind.Anonymous or CallerKind.System)) throw new GridException(GridErrorCode.Forbidden, "Only the grid itself signs people in.");
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (await store.GetAsync(Id, cancellationToken) is not { DisabledAt: null } record || record.PasswordVersion != signIn.PasswordVersion) break;
            var hasFactor = record.TotpSecretEncrypted is not null;
            if (hasFactor && signIn.Proof is null) return new SignInResult { Status = SignInStatus.FactorRequired };
            // The factor that was asked for has been removed since.
            if (!hasFactor && signIn.Proof is not null) break;
            // Guesses that set out together all found no wait: it is asked for again here, where they come one by one.
            RequireNoWait(signIn.Device);
            var factor = hasFactor ? Judge(record, signIn.Proof) : null;
            if (hasFactor && factor is null) return await WrongFactorAsync(caller, record, signIn.Device, cancellationToken);

            var now = time.GetUtcNow();
            var session = UserMapping.NewSession(ids.NewId(), Id, signIn, caller.Address, now, policy.Absolute);
            var write = new SignInWrite { Judged = record, Session = session, Factor = factor, Rehashed = signIn.Rehashed };
            switch (await store.SignInAsync(write, SignedIn(caller, record, session, factor), cancellationToken))
            {
                case UserWriteOutcome.Done:
                    _attempts = _attempts.Succeeded(signIn.Device, now, Delays);
                    return new SignInResult
                    {
                        Status = SignInStatus.SignedIn,
                        SessionId = session.Id,
                        SignedInAt = session.SignedInAt,
                        EndsAt = session.EndsAt,
                        User = UserMapping.Snapshot(record with { LastSignInAt = now }),
                    };
                case UserWriteOutcome.FactorSpent:
                    return await WrongFactorAsync(caller, record, signIn.Device, cancellationToken);
            }
        }

        return new SignInResult { Status = SignInStatus.Superseded };
    }

    // A signed-in user who must show password or code again is slowed down like a stranger.
    private void RequireSignIn(Caller caller)
    {
        if (caller.Kind is not (CallerKind.Anonymous or CallerKind.System) && !IsSelf(caller)) throw GridException.NotFound("user");
    }

    private long WaitMs(string? device) => (long)Math.Ceiling(_attempts.Wait(device, time.GetUtcNow(), Delays).TotalMilliseconds);

    private void RequireNoWait(string? device)
    {
        if (WaitMs(device) is > 0 and var wait)
            throw new GridException(GridErrorCode.RateLimited, "Too many failed attempts to sign in; wait before the next one.") { RetryAfterMs = wait };
    }

    private async Task<SignInResult> WrongFactorAsync(Caller caller, UserRecord record, string device, CancellationToken cancellationToken)
    {
        await CountFailureAsync(caller, record, device, SecondFactor, cancellationToken);
        return new SignInResult { Status = SignInStatus.FactorWrong };
    }

    // Counted first: whatever becomes of the event, the next guess waits. The delays bound how many events a guesser can cause. For nobody's account alike: neither wait nor
    // time may tell who has one.
    private Task CountFailureAsync(Caller caller, UserRecord? record, string? device, string factor, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        _attempts = _attempts.Failed(device, now, Delays);
        var target = record is null ? null : UserMapping.Target(record);
        var audit = caller.Audit(AuditActions.UserSignInFailed, target, now, AuditResult.Refused, AuditDetails.Of(("factor", factor)));
        return store.RecordAsync(audit, cancellationToken);
    }

    // Who signed in was nobody known until now.
    private static AuditEvent SignedIn(Caller caller, UserRecord record, SessionRecord session, FactorSpend? factor)
    {
        var details = AuditDetails.Of(
            ("session", session.Id.ToString("D")), ("purpose", session.Purpose), ("factor", factor is null ? null : factor.Step is null ? "backup_code" : "totp"));
        return caller.Audit(AuditActions.UserSignedIn, UserMapping.Target(record), session.SignedInAt, details: details) with
        {
            Actor = new AuditActor(record.Id.ToString("D"), "user", record.Email),
        };
    }
}
