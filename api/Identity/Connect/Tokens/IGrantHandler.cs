using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.Api.Identity.Connect.Tokens;

/// <summary>One grant type of the token endpoint.</summary>
internal interface IGrantHandler
{
    /// <summary>Which.</summary>
    GrantType Grant { get; }

    /// <summary>Judges the request, stores what it changes and only then issues.</summary>
    Task<TokenOutcome> HandleAsync(TokenRequest request);
}
