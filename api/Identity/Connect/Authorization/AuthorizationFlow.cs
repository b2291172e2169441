using AgentGrid.Domain.Identity.OAuth;
using AgentGrid.Domain.Identity.Tokens;

namespace AgentGrid.Api.Identity.Connect.Authorization;

/// <summary>A sound authorization request on its way. It is carried by the query of every page and judged anew at every step: nothing of it is stored.</summary>
internal sealed record AuthorizationFlow
{
    /// <summary>Our parameter with the ticket, in forms and on the way back to the request.</summary>
    internal const string TicketName = "grid_ticket";

    /// <summary>Our parameter for "use another account".</summary>
    internal const string SwitchName = "grid_switch";

    public required HttpContext Context { get; init; }

    /// <summary>The client's parameters.</summary>
    public required ConnectParameters Foreign { get; init; }

    /// <summary>The same as a query with <c>?</c>.</summary>
    public required string Query { get; init; }

    public required AuthorizationRequest Request { get; init; }

    /// <summary>Whom the client expects (<c>id_token_hint</c>); null for anybody.</summary>
    public IdToken? Hint { get; init; }

    /// <summary>Whether the client lets us show pages.</summary>
    public bool MayShowPages => !Request.Prompts.Contains("none");

    /// <summary>Whether this is whom the client expects (OpenID Connect Core 3.1.2.2).</summary>
    public bool Expects(ConnectSession session) => Hint is null || Hint.Subject == session.UserId.ToString("D");
}
