namespace AgentGrid.Domain.Identity.People;

/// <summary>A second factor that was proved and is to be spent, exactly one of both.</summary>
/// <param name="Step">Step of the TOTP code: spent by raising the last accepted step to it.</param>
/// <param name="BackupCode">Number of the backup code: spent by marking it used.</param>
public sealed record FactorSpend(long? Step, int? BackupCode)
{
    /// <summary>Spends the code of a step.</summary>
    public static FactorSpend OfStep(long step) => new(step, null);

    /// <summary>Spends a backup code.</summary>
    public static FactorSpend OfBackupCode(int number) => new(null, number);
}
