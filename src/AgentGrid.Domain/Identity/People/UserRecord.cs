namespace AgentGrid.Domain.Identity.People;

/// <summary>A person as stored. Bounds are those of <see cref="UserRules"/> and are checked again by the database.</summary>
public sealed record UserRecord
{
    /// <summary>Identity, a version 7 UUID.</summary>
    public required Guid Id { get; init; }

    /// <summary>E-mail address in lower case, unique among the users that are not deleted.</summary>
    public required string Email { get; init; }

    /// <summary>Name for people, 1–800 characters (at most 100 shown).</summary>
    public required string DisplayName { get; init; }

    /// <summary>One of <see cref="UserRoles"/>.</summary>
    public required string Role { get; init; }

    /// <summary>PHC string of the password (scrypt).</summary>
    public required string PasswordHash { get; init; }

    /// <summary>Counts the passwords, from 1: a sign-in that began with one does not end after the next was set.</summary>
    public int PasswordVersion { get; init; } = 1;

    /// <summary>Secret of the second factor in its encrypted form (see <see cref="UserSecrets"/>); null when there is none.</summary>
    public string? TotpSecretEncrypted { get; init; }

    /// <summary>A secret that was made and not confirmed yet, encrypted; null for none.</summary>
    public string? TotpPendingEncrypted { get; init; }

    /// <summary>Last step accepted for the secret; null for none.</summary>
    public long? TotpLastStep { get; init; }

    /// <summary>Since when the user may not sign in; null = may.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>When the user last signed in; null = never.</summary>
    public DateTimeOffset? LastSignInAt { get; init; }

    /// <summary>Order of creation, given by the store at insertion.</summary>
    public long Position { get; init; }

    /// <summary>Counts the changes, from 1: the fence of every update. Signing in is no change.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Operation that created it, 1–200 characters: repeating it gives this user again. Null: none.</summary>
    public string? OperationId { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Names the user and nothing else: the record's own text would carry the hash into logs.</summary>
    public override string ToString() => $"UserRecord {{ Id = {Id} }}";
}
