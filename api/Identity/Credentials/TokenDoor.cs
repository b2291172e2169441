namespace AgentGrid.Api.Identity.Credentials;

/// <summary>Where a credential comes in. A token is made for one door (its audience) and opens no other.</summary>
public enum TokenDoor
{
    /// <summary><c>Authorization: Bearer</c>. Audience: the issuer.</summary>
    Bearer,

    /// <summary>The cookie of the API and the console. Audience: the issuer and <c>/session</c>.</summary>
    Session,

    /// <summary>The cookie of the authorization server's pages. Audience: the issuer and <c>/connect</c>.</summary>
    Connect,
}
