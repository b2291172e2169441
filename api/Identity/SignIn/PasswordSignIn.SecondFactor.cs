using AgentGrid.Api.Limits;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Identity;
using AgentGrid.Domain.Identity.Hashing;
using AgentGrid.Domain.Limits;

namespace AgentGrid.Api.Identity.SignIn;

public sealed partial class PasswordSignIn
{
    private const string WrongCode = "The code is wrong, or was used before. Wait for the next one, or use a backup code.";
    private const string BeginAnew = "This sign-in has expired or does not belong to this browser. Enter the password again.";
    private const int LongestCode = 64;

    /// <summary>Takes the second factor.</summary>
    /// <param name="context">The request; its answer gets the cookie of the device. The session's cookie is the caller's to set.</param>
    /// <param name="challenge">From <see cref="SignInOutcome.FactorRequired"/>.</param>
    /// <param name="code">As entered: a TOTP code or a backup code.</param>
    /// <param name="purpose">What the session will be for; the challenge must be for the same.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="GridException">Invalid (nothing entered), Forbidden (plain http from elsewhere).</exception>
    /// <exception cref="HashingQueueFullException">Too many sign in at once.</exception>
    public async Task<SignInOutcome> CompleteAsync(HttpContext context, string? challenge, string? code, SessionPurpose purpose, CancellationToken cancellationToken)
    {
        cookies.DemandCarrier(context);
        var entered = DemandCode(code);
        if (challenges.Read(context, challenge) is not { } known || known.Purpose != purpose) return new SignInOutcome.Refused(BeginAnew);
        var limit = await limiter.AcquireAsync(LimitPolicy.Totp, "subject", known.UserId.ToString("D"));
        RequestLimits.Announce(context, limit);
        if (!limit.Decision.Allowed) return new SignInOutcome.Wait(limit.Decision.RetryAfterMs);

        var (stranger, grain) = (context.Stranger(), new UserId(known.UserId).Grain(grains));
        if (await grain.SignInWaitAsync(stranger, known.Device) is > 0 and var wait) return new SignInOutcome.Wait(wait);
        if (await ProveAsync(known.UserId, entered, cancellationToken) is { } proof) return await EndAsync(context, known, proof, cancellationToken);
        await grain.SignInFailedAsync(stranger, new SignInFailure { Device = known.Device, Factor = "second_factor" }, cancellationToken);
        return new SignInOutcome.Refused(WrongCode);
    }

    /// <summary>What the code proves: six digits are the grain's to judge, anything else is looked up among the unused backup codes. Null when it is none of them.</summary>
    /// <exception cref="HashingQueueFullException">Too many sign in at once.</exception>
    internal async Task<FactorProof?> ProveAsync(Guid userId, string code, CancellationToken cancellationToken)
    {
        if (code.Count(char.IsAsciiDigit) == Totp.Digits && code.All(c => char.IsAsciiDigit(c) || c == ' ')) return new FactorProof { Code = code };
        var unused = await users.UnusedBackupCodesAsync(userId, cancellationToken);
        return await hashing.MatchBackupCodeAsync(code, unused, cancellationToken) is { } number ? new FactorProof { BackupCode = number } : null;
    }

    internal static string DemandCode(string? code)
    {
        if (string.IsNullOrWhiteSpace(code)) throw GridException.Invalid("code", "Must be given.");
        return code.Length <= LongestCode ? code : throw GridException.Invalid("code", "Must be a code of six digits, or a backup code.");
    }
}
