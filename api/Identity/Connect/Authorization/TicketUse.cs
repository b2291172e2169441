namespace AgentGrid.Api.Identity.Connect.Authorization;

/// <summary>What a ticket is good for: one for another use is none.</summary>
internal enum TicketUse
{
    /// <summary>The sign-in form.</summary>
    SignIn,

    /// <summary>The form of the second factor.</summary>
    Factor,

    /// <summary>The way back to the request after signing in.</summary>
    Continue,

    /// <summary>The consent form.</summary>
    Consent,

    /// <summary>The sign-out form.</summary>
    SignOut,
}
