using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Domain.Settings;

namespace AgentGrid.Api.Identity.SignIn;

/// <summary>
/// Encrypts what is known between password and second factor, so that nothing of it is stored here. A random value in a cookie of the browser is the associated data:
/// a challenge that was seen elsewhere is of no use there.
/// </summary>
public sealed class SignInChallenges(SecretBox secrets, GridCookies cookies, TimeProvider time)
{
    /// <summary>How long a code may take.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const int Longest = 2048;
    private const int BrowserBytes = 32;
    private static readonly GridCookie Cookie = new("grid-challenge", SameSiteMode.Strict);

    /// <summary>Makes the challenge and binds the browser to it.</summary>
    internal string Begin(HttpContext context, SignInChallenge challenge)
    {
        var browser = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(BrowserBytes));
        cookies.Set(context, Cookie, browser, Lifetime);
        return secrets.Protect(JsonSerializer.Serialize(challenge), Identity(browser));
    }

    /// <summary>What the challenge says; null when it is not ours, not this browser's, or too old.</summary>
    internal SignInChallenge? Read(HttpContext context, string? challenge)
    {
        if (challenge is not { Length: > 0 and <= Longest } || cookies.Read(context, Cookie) is not { Length: > 0 and <= Longest } browser) return null;
        try
        {
            var read = JsonSerializer.Deserialize<SignInChallenge>(secrets.Unprotect(challenge, Identity(browser)));
            return read?.EndsAt > time.GetUtcNow() ? read : null;
        }
        catch (SecretException)
        {
            return null;
        }
    }

    /// <summary>Ends the browser's challenge.</summary>
    internal void End(HttpContext context) => cookies.Clear(context, Cookie);

    private static string Identity(string browser) => "sign-in/challenge/" + browser;
}
