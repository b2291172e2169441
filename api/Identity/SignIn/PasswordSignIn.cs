using System.Security.Cryptography;
using System.Text;
using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Api.Limits;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Identity.Hashing;
using AgentGrid.Domain.Identity.People;
using AgentGrid.Domain.Limits;

namespace AgentGrid.Api.Identity.SignIn;

/// <summary>
/// Signs people in with address and password and, where one is set up, a second factor. An address that nobody has goes the whole way that a wrong password goes: it is
/// limited, delayed, hashed, counted and recorded alike, so that neither answer nor time tells who has an account. Needs no external provider.
/// </summary>
public sealed partial class PasswordSignIn(
    IUserStore users, IGrainFactory grains, PasswordHashing hashing, LimiterClient limiter, GridCookies cookies, DeviceCookies devices, SignInChallenges challenges, TimeProvider time)
{
    private const string WrongPassword = "The e-mail address or the password is wrong.";
    private const int LongestUserAgent = 400;

    /// <summary>Takes the password.</summary>
    /// <param name="context">The request; its answer gets the cookies of challenge and device. The session's cookie is the caller's to set.</param>
    /// <param name="email">As entered.</param>
    /// <param name="password">As entered.</param>
    /// <param name="purpose">What the session will be for.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="GridException">Invalid (nothing entered, or more than a password has), Forbidden (plain http from elsewhere).</exception>
    /// <exception cref="HashingQueueFullException">Too many sign in at once.</exception>
    public async Task<SignInOutcome> TryAsync(HttpContext context, string? email, string? password, SessionPurpose purpose, CancellationToken cancellationToken)
    {
        cookies.DemandCarrier(context);
        if (string.IsNullOrWhiteSpace(email)) throw GridException.Invalid("email", "Must be given.");
        var entered = PasswordHashing.Demand(password, nameof(password));
        var (stranger, device, address) = (context.Stranger(), devices.Read(context), UserRules.NormalizeEmail(email));
        if (await LimitAsync(context, device, address) is { } limited) return limited;

        var user = address is null ? null : await users.FindByEmailAsync(address, cancellationToken);
        var grain = new UserId(user?.Id ?? Nobody(email)).Grain(grains);
        if (await grain.SignInWaitAsync(stranger, device?.Id) is > 0 and var wait) return new SignInOutcome.Wait(wait);
        var verdict = await hashing.VerifyAsync(user?.PasswordHash, entered, cancellationToken);
        if (user is null || !verdict.IsRight)
        {
            await grain.SignInFailedAsync(stranger, new SignInFailure { Device = device?.Id, Factor = "password" }, cancellationToken);
            return new SignInOutcome.Refused(WrongPassword);
        }

        var known = new SignInChallenge
        {
            UserId = user.Id,
            Email = user.Email,
            PasswordVersion = user.PasswordVersion,
            Rehashed = verdict.Rehashed,
            Device = device?.Id ?? DeviceCookies.NewId(),
            Purpose = purpose,
            EndsAt = time.GetUtcNow() + SignInChallenges.Lifetime,
        };
        return await EndAsync(context, known, proof: null, cancellationToken);
    }

    private async Task<SignInOutcome> EndAsync(HttpContext context, SignInChallenge known, FactorProof? proof, CancellationToken cancellationToken)
    {
        var signIn = new Contracts.Identity.SignIn
        {
            PasswordVersion = known.PasswordVersion,
            Rehashed = known.Rehashed,
            Proof = proof,
            Device = known.Device,
            Purpose = known.Purpose,
            UserAgent = UserAgent(context),
        };
        SignInResult result;
        try
        {
            result = await new UserId(known.UserId).Grain(grains).SignInAsync(context.Stranger(), signIn, cancellationToken);
        }
        catch (GridException early) when (early.Code == GridErrorCode.RateLimited)
        {
            // Others failed since this one was let through.
            return new SignInOutcome.Wait(early.RetryAfterMs ?? 0);
        }

        switch (result.Status)
        {
            case SignInStatus.SignedIn:
                devices.Set(context, new SignInDevice(known.Device, known.UserId, known.Email));
                if (proof is not null) challenges.End(context);
                return new SignInOutcome.SignedIn(result);
            case SignInStatus.FactorRequired:
                return new SignInOutcome.FactorRequired(challenges.Begin(context, known));
            case SignInStatus.FactorWrong:
                return new SignInOutcome.Refused(WrongCode);
            default:
                return new SignInOutcome.Refused(proof is null ? WrongPassword : BeginAnew);
        }
    }

    // From devices that its user has signed in from, attempts count for the account: others behind the same address cannot use them up.
    private async Task<SignInOutcome?> LimitAsync(HttpContext context, SignInDevice? device, string? address)
    {
        var result = device is not null && device.Email == address
            ? await limiter.AcquireAsync(LimitPolicy.Login, "subject", device.UserId.ToString("D"))
            : await limiter.AcquireAsync(LimitPolicy.Login, "address", RequestLimits.Address(context));
        RequestLimits.Announce(context, result);
        return result.Decision.Allowed ? null : new SignInOutcome.Wait(result.Decision.RetryAfterMs);
    }

    // What nobody's attempts are counted under. Version 8 (RFC 9562 section 5.8), so never anybody's id.
    private static Guid Nobody(string email)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(email.Trim().ToLowerInvariant()), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    // Cut where no character is torn.
    private static string? UserAgent(HttpContext context)
    {
        var text = context.Request.Headers.UserAgent.ToString();
        if (text.Length == 0) return null;
        if (text.Length <= LongestUserAgent) return text;
        return text[..(char.IsHighSurrogate(text[LongestUserAgent - 1]) ? LongestUserAgent - 1 : LongestUserAgent)];
    }
}
