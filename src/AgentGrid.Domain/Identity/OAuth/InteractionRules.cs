namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>Whether the user must sign in or consent before a code is issued (OpenID Connect Core 3.1.2.3 and 3.1.2.4).</summary>
public static class InteractionRules
{
    /// <summary>Decides.</summary>
    /// <param name="request">The sound request.</param>
    /// <param name="receivedAt">When the request first came; what <c>prompt</c> demands must have happened since.</param>
    /// <param name="authenticatedAt">When the signed-in user last proved who they are; null = nobody is signed in.</param>
    /// <param name="consented">What this user has agreed to give this client.</param>
    /// <param name="consentedAt">When; null = never.</param>
    /// <param name="now">Now.</param>
    public static Interaction Decide(
        AuthorizationRequest request, DateTimeOffset receivedAt, DateTimeOffset? authenticatedAt, ScopeSet consented, DateTimeOffset? consentedAt, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        var mayShowPages = !request.Prompts.Contains("none");
        var isFresh = authenticatedAt >= receivedAt;
        var mustSignInAgain = request.Prompts.Contains("login") || request.Prompts.Contains("select_account") || now - authenticatedAt > request.MaxAge;
        if (authenticatedAt is null || (mustSignInAgain && !isFresh))
            return mayShowPages ? Interaction.SignIn : Interaction.LoginRequired;
        return HasConsent(request, receivedAt, consented, consentedAt) ? Interaction.None
            : mayShowPages ? Interaction.Consent
            : Interaction.ConsentRequired;
    }

    private static bool HasConsent(AuthorizationRequest request, DateTimeOffset receivedAt, ScopeSet consented, DateTimeOffset? consentedAt)
    {
        var isFresh = consentedAt >= receivedAt && request.Scopes.IsSubsetOf(consented);
        if (isFresh)
            return true;
        if (request.Prompts.Contains("consent"))
            return false;
        // Any program of the machine can pose as a public client that is not reached by https, so an old consent proves nothing (RFC 8252 section 8.6).
        var isNamed = request.Client.Type == ClientType.Confidential || request.RedirectUri.StartsWith("https://", StringComparison.Ordinal);
        return isNamed && (request.Client.IsFirstParty || (consentedAt is not null && request.Scopes.IsSubsetOf(consented)));
    }
}
