namespace AgentGrid.Postgres.Database;

/// <summary>Numbers of the advisory locks (two 32-bit keys each, per database).</summary>
internal static class AdvisoryLocks
{
    /// <summary>First key of all: "GRID" in ASCII, so that other applications' locks are not in the way.</summary>
    public const int Space = 0x47524944;

    public const int Migrations = 1;

    public const int Instance = 2;

    public const int FirstAdministrator = 3;

    public const int AuditCheckpoints = 4;

    public const int AuditVerification = 5;

    public const int AuditVerificationOnDemand = 6;

    public const int AuditSealing = 7;
}
