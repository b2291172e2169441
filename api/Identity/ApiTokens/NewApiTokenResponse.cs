namespace AgentGrid.Api.Identity.ApiTokens;

/// <summary>A token that was made just now.</summary>
/// <param name="Token">The whole token, shown this once: keep it.</param>
/// <param name="Prefix">Its public part, by which it is listed and revoked.</param>
/// <param name="Name">For people.</param>
/// <param name="Scopes">What it may be used for.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">Its end; null = when it is revoked.</param>
public sealed record NewApiTokenResponse(string Token, string Prefix, string Name, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt)
{
    /// <summary>The prefix only: the record's own text would carry the token into logs.</summary>
    public override string ToString() => $"NewApiTokenResponse {{ Prefix = {Prefix} }}";
}
