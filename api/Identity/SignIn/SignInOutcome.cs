using AgentGrid.Contracts.Identity;

namespace AgentGrid.Api.Identity.SignIn;

/// <summary>What became of an attempt to sign in. One of the records inside.</summary>
public abstract record SignInOutcome
{
    private SignInOutcome()
    {
    }

    /// <summary>A session was made; its cookie is still to be set, see <see cref="SessionCookies"/>.</summary>
    public sealed record SignedIn(SignInResult Result) : SignInOutcome;

    /// <summary>The password is right. The challenge comes back with a code within five minutes, from the same browser.</summary>
    public sealed record FactorRequired(string Challenge) : SignInOutcome;

    /// <summary>Not signed in: the same for an unknown address, a wrong password and a disabled account.</summary>
    public sealed record Refused(string Reason) : SignInOutcome;

    /// <summary>Nothing was looked at: too many attempts before.</summary>
    /// <param name="RetryAfterMs">When to come back.</param>
    public sealed record Wait(long RetryAfterMs) : SignInOutcome;
}
