namespace AgentGrid.Contracts.Identity;

/// <summary>What became of a sign-in.</summary>
[GenerateSerializer, Alias("grid.identity.sign-in-status")]
public enum SignInStatus
{
    /// <summary>A session was made.</summary>
    SignedIn = 0,

    /// <summary>The password is right; a second factor is set up and was not entered.</summary>
    FactorRequired = 1,

    /// <summary>The code is wrong, or was used before. Counted as a failure.</summary>
    FactorWrong = 2,

    /// <summary>The user is gone, disabled, or has changed the password since it was verified: begin anew.</summary>
    Superseded = 3,
}
