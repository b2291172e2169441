namespace AgentGrid.Contracts.Identity;

/// <summary>What proves the second factor: a TOTP code, or the number of a backup code whose hash was verified. Exactly one is set.</summary>
[GenerateSerializer, Immutable, Alias("grid.identity.factor-proof")]
public sealed class FactorProof
{
    /// <summary>As entered.</summary>
    [Id(0)]
    public string? Code { get; init; }

    /// <summary>Number of the backup code, 0 to 9.</summary>
    [Id(1)]
    public int? BackupCode { get; init; }
}
