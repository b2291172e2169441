using AgentGrid.Contracts.Identity;

namespace AgentGrid.Api.Identity.SignIn;

/// <summary>What the browser carries, encrypted, from the password to the second factor.</summary>
internal sealed record SignInChallenge
{
    /// <summary>Whose password was right.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The account's address.</summary>
    public required string Email { get; init; }

    /// <summary>Which password that was.</summary>
    public required int PasswordVersion { get; init; }

    /// <summary>The same password hashed with today's parameters; null when it is already.</summary>
    public string? Rehashed { get; init; }

    /// <summary>Id of the device, the new one's too.</summary>
    public required string Device { get; init; }

    /// <summary>What the session will be for.</summary>
    public required SessionPurpose Purpose { get; init; }

    /// <summary>Not good from here on.</summary>
    public required DateTimeOffset EndsAt { get; init; }
}
