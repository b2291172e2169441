using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using AgentGrid.Api.Identity.Credentials;
using AgentGrid.Domain.Settings;

namespace AgentGrid.Api.Identity.SignIn;

/// <summary>
/// Remembers in the browser, for as long as browsers allow, that somebody signed in from it: such a device has a delay and a limit apart from those of strangers, so that who
/// guesses at the account cannot keep its user out. It proves nothing else.
/// </summary>
public sealed class DeviceCookies(SecretBox secrets, GridCookies cookies)
{
    private const string Identity = "sign-in/device";
    private const int IdBytes = 16;
    private const int Longest = 2048;
    private static readonly GridCookie Cookie = new("grid-device", SameSiteMode.Strict);

    // RFC 6265bis section 5.5: user agents keep none longer.
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(400);

    /// <summary>A new device's id.</summary>
    internal static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));

    /// <summary>The device behind the request, or null.</summary>
    internal SignInDevice? Read(HttpContext context)
    {
        if (cookies.Read(context, Cookie) is not { Length: > 0 and <= Longest } text) return null;
        try
        {
            return JsonSerializer.Deserialize<SignInDevice>(secrets.Unprotect(text, Identity));
        }
        catch (SecretException)
        {
            // Of another grid, or from before the secret key changed: a stranger.
            return null;
        }
    }

    /// <summary>Makes the browser a known device of this account.</summary>
    internal void Set(HttpContext context, SignInDevice device) => cookies.Set(context, Cookie, secrets.Protect(JsonSerializer.Serialize(device), Identity), Lifetime);
}
