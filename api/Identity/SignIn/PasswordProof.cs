using AgentGrid.Api.Limits;
using AgentGrid.Contracts;
using AgentGrid.Contracts.Identity;
using AgentGrid.Domain.Identity.Hashing;
using AgentGrid.Domain.Identity.People;
using AgentGrid.Domain.Limits;

namespace AgentGrid.Api.Identity.SignIn;

/// <summary>Asks who is signed in for password and second factor once more, before something changes that a borrowed browser must not change.</summary>
public sealed class PasswordProof(IUserStore users, IGrainFactory grains, PasswordHashing hashing, PasswordSignIn signIn, LimiterClient limiter, DeviceCookies devices)
{
    private const string TooMany = "Too many attempts. Come back after the time in Retry-After.";

    /// <summary>The account, when the password is its. A wrong one counts as a failed sign-in.</summary>
    /// <exception cref="GridException">Invalid (wrong), RateLimited.</exception>
    /// <exception cref="HashingQueueFullException">Too many sign in at once.</exception>
    internal async Task<UserRecord> DemandAsync(HttpContext context, Person person, string? password, string field)
    {
        var (entered, device, cancellationToken) = (PasswordHashing.Demand(password, field), devices.Read(context)?.Id, context.RequestAborted);
        await LimitAsync(context, LimitPolicy.Login, person);
        var user = await users.GetAsync(person.Id.Value, cancellationToken) ?? throw GridException.NotFound("account");
        var grain = person.Id.Grain(grains);
        if (await grain.SignInWaitAsync(context.Actor(), device) is > 0 and var wait) throw new GridException(GridErrorCode.RateLimited, TooMany) { RetryAfterMs = wait };
        if ((await hashing.VerifyAsync(user.PasswordHash, entered, cancellationToken)).IsRight) return user;
        await grain.SignInFailedAsync(context.Actor(), new SignInFailure { Device = device, Factor = "password" }, cancellationToken);
        throw GridException.Invalid(field, "Is not the account's password.");
    }

    /// <summary>The second factor, still to be judged and spent by the grain. A backup code that is none counts as a failed sign-in.</summary>
    /// <exception cref="GridException">Invalid (none), RateLimited.</exception>
    /// <exception cref="HashingQueueFullException">Too many sign in at once.</exception>
    internal async Task<FactorProof> DemandFactorAsync(HttpContext context, Person person, string? code)
    {
        var entered = PasswordSignIn.DemandCode(code);
        await LimitAsync(context, LimitPolicy.Totp, person);
        if (await signIn.ProveAsync(person.Id.Value, entered, context.RequestAborted) is { } proof) return proof;
        await person.Id.Grain(grains).SignInFailedAsync(context.Actor(), new SignInFailure { Device = devices.Read(context)?.Id, Factor = "second_factor" }, context.RequestAborted);
        throw GridException.Invalid("code", "Is wrong, or was used before.");
    }

    /// <summary>Counts an attempt.</summary>
    /// <exception cref="GridException">RateLimited.</exception>
    internal async Task LimitAsync(HttpContext context, LimitPolicy policy, Person person)
    {
        var result = await limiter.AcquireAsync(policy, "subject", person.Id.ToString());
        RequestLimits.Announce(context, result);
        if (!result.Decision.Allowed) throw new GridException(GridErrorCode.RateLimited, TooMany) { RetryAfterMs = result.Decision.RetryAfterMs };
    }
}
