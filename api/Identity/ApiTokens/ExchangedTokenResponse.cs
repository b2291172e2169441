namespace AgentGrid.Api.Identity.ApiTokens;

/// <summary>What an API token was exchanged for.</summary>
/// <param name="Token">An access token (RFC 9068): the bearer for everything that the API token's scopes and its owner's role open.</param>
/// <param name="ExpiresAt">Not good from here on. Exchange the API token again before.</param>
public sealed record ExchangedTokenResponse(string Token, DateTimeOffset ExpiresAt)
{
    /// <summary>Nothing of the token: the record's own text would carry it into logs.</summary>
    public override string ToString() => $"ExchangedTokenResponse {{ ExpiresAt = {ExpiresAt:O} }}";
}
