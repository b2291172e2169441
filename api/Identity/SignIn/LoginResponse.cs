using System.Text.Json.Serialization;

namespace AgentGrid.Api.Identity.SignIn;

/// <summary>What became of a sign-in.</summary>
/// <param name="Status"><c>signed_in</c> (with the session's cookie) or <c>totp_required</c>.</param>
/// <param name="User">Who signed in; only when signed in.</param>
/// <param name="Challenge">Send it with a code to <c>/api/v1/auth/totp/verify</c>, from the same browser, within five minutes; only when a code is required.</param>
public sealed record LoginResponse(
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AccountResponse? User = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Challenge = null);
