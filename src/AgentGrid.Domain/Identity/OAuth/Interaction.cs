namespace AgentGrid.Domain.Identity.OAuth;

/// <summary>What a sound authorization request needs next.</summary>
public enum Interaction
{
    /// <summary>Nothing: answer with a code.</summary>
    None,

    /// <summary>The sign-in page.</summary>
    SignIn,

    /// <summary>The consent page.</summary>
    Consent,

    /// <summary>The answer <c>login_required</c>: the client allowed no pages.</summary>
    LoginRequired,

    /// <summary>The answer <c>consent_required</c>: the client allowed no pages.</summary>
    ConsentRequired,
}
