namespace AgentGrid.Contracts.Identity;

/// <summary>A sign-in whose password was verified.</summary>
[GenerateSerializer, Immutable, Alias("grid.identity.sign-in")]
public sealed class SignIn
{
    /// <summary>Version of the password that was verified.</summary>
    [Id(0)]
    public required int PasswordVersion { get; init; }

    /// <summary>The same password hashed with today's parameters, to be stored; null when it is hashed with them already.</summary>
    [Id(1)]
    public string? Rehashed { get; init; }

    /// <summary>The second factor; null when none was entered.</summary>
    [Id(2)]
    public FactorProof? Proof { get; init; }

    /// <summary>Id in the device's signed cookie, or a new one.</summary>
    [Id(3)]
    public required string Device { get; init; }

    /// <summary>What the session is for.</summary>
    [Id(4)]
    public required SessionPurpose Purpose { get; init; }

    /// <summary>The browser's <c>User-Agent</c>, cut to 400 characters.</summary>
    [Id(5)]
    public string? UserAgent { get; init; }
}
