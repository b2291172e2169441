namespace AgentGrid.Contracts.Identity;

/// <summary>A failed attempt to sign in.</summary>
[GenerateSerializer, Immutable, Alias("grid.identity.sign-in-failure")]
public sealed class SignInFailure
{
    /// <summary>Id in the device's signed cookie; null for none.</summary>
    [Id(0)]
    public string? Device { get; init; }

    /// <summary><c>password</c> or <c>second_factor</c>.</summary>
    [Id(1)]
    public required string Factor { get; init; }
}
