namespace AgentGrid.Contracts.Identity;

/// <summary>A TOTP secret to be entered into an authenticator; shown this once.</summary>
[GenerateSerializer, Immutable, Alias("grid.identity.totp-enrolment")]
public sealed class TotpEnrolment
{
    /// <summary>The secret in base32.</summary>
    [Id(0)]
    public required string Secret { get; init; }

    /// <summary>The same as <c>otpauth://</c> URI.</summary>
    [Id(1)]
    public required string Uri { get; init; }
}
