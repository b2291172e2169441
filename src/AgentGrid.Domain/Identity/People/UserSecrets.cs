namespace AgentGrid.Domain.Identity.People;

/// <summary>The places of a user's secrets among the stored ones: row and column, the associated data of their encryption. A value copied to another place does not decrypt.</summary>
public static class UserSecrets
{
    /// <summary>Of the secret of the second factor.</summary>
    public static string Totp(Guid userId) => $"users/{userId:D}/totp";

    /// <summary>Of the secret that is not confirmed yet.</summary>
    public static string PendingTotp(Guid userId) => $"users/{userId:D}/totpPending";
}
