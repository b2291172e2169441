using AgentGrid.Api.Hosting;
using AgentGrid.Contracts;
using AgentGrid.Domain.Identity.OAuth;

namespace AgentGrid.Api.Identity.Connect;

/// <summary>Writes what the edge refuses (limits, faults, a database that is away) as OAuth errors, where clients expect nothing else.</summary>
internal sealed class ConnectDialect : IRefusalDialect
{
    public Task WriteAsync(HttpContext context, GridException error, int status)
    {
        if (error.Code == GridErrorCode.Unauthenticated)
            return OAuthAnswers.RefuseBearerAsync(context, status, new OAuthRefusal(OAuthError.InvalidToken, "An access token with the scope openid is needed."));
        return OAuthAnswers.RefuseAsync(context, status, new OAuthRefusal(ErrorOf(error.Code), Sentence(error)));
    }

    private static OAuthError ErrorOf(GridErrorCode code) => code switch
    {
        GridErrorCode.RateLimited or GridErrorCode.Unavailable or GridErrorCode.OutcomeUnknown => OAuthError.TemporarilyUnavailable,
        GridErrorCode.Internal => OAuthError.ServerError,
        _ => OAuthError.InvalidRequest,
    };

    // RFC 6749 section 5.2 has no place for quotes.
    private static string Sentence(GridException error) => new([.. error.Message.Where(c => c is >= ' ' and <= '~' and not ('"' or '\\'))]);
}
